package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.DiskFull;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/// What a failure of the file system means in words.
final class Causes {
  private Causes() {}

  /// A clause without a full stop.
  static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it does not exist";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "a part of the path is no folder";
      case FileSystemLoopException _ -> "links go in circles";
      case FileSystemException f when f.getReason() != null ->
          f.getReason().toLowerCase(Locale.ROOT);
      default -> String.valueOf(e.getMessage());
    };
  }

  /// A failed write, told apart from a full disk.
  static Problem writing(String shown, IOException e) {
    String why = of(e);
    return DiskFull.caused(e)
        ? Problem.of(
                ErrorCode.DISK_FULL,
                "Nothing was written to " + shown + ": the disk is full.",
                "Free some space and try again.")
            .because(e)
        : Problem.of(ErrorCode.STORAGE, "Nothing was written to " + shown + ": " + why + ".")
            .because(e);
  }
}
