package alpi.daemon.base;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a disk without room from one that is broken: the first mends itself once somebody makes
/// room, so it is told in other words.
public final class DiskFull {
  /// What the C library says, in the language a daemon runs in: the file system is full, the
  /// owner's share of it is, or the process may write no larger files.
  private static final List<String> REASONS =
      List.of("No space left", "quota exceeded", "File too large");

  private DiskFull() {}

  /// Whether `failure`, or what caused it, is that there is no room.
  public static boolean caused(Throwable failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof IOException && says(String.valueOf(at.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean says(String message) {
    return REASONS.stream().anyMatch(message::contains);
  }
}
