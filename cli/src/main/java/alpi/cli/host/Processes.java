package alpi.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What can be told of a process that is not a child of this one.
public final class Processes {
  private Processes() {}

  /// Whether it does nothing any more. A dead process may stay in the table for good where nobody
  /// collects it, as in many containers.
  public static boolean isGone(long pid) {
    return ProcessHandle.of(pid).isEmpty() || isDead(Path.of("/proc/" + pid + "/stat"));
  }

  /// The state stands behind the name, which may hold anything, brackets too.
  private static boolean isDead(Path stat) {
    try {
      String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return line.startsWith("Z", line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }
}
