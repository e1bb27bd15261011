package alpi.daemon.session;

import java.nio.file.Path;

/// A line of a session file that could not be read. It was skipped and stays in the file as it is.
///
/// @param line counted from 1, the header included
/// @param torn whether it is the unfinished end of the file, which the next append takes away
public record Damage(Path file, long line, String reason, boolean torn) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + reason;
  }
}
