package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.DiskFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Turns what a file system says about the home into a sentence for its owner.
final class HomeFailure {
  private HomeFailure() {}

  /// Work on files below some directory.
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  static void guard(Path dir, Work work) {
    try {
      work.run();
    } catch (UncheckedIOException e) {
      throw of(dir, e.getCause() == null ? new IOException(e) : e.getCause());
    } catch (IOException e) {
      throw of(dir, e);
    }
  }

  static Problem of(Path dir, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    if (DiskFull.caused(cause)) {
      return Problem.of(
              ErrorCode.DISK_FULL,
              "The disk that holds " + dir + " is full.",
              "Free some space, or set ALPI_HOME to a directory on another disk.")
          .because(cause);
    }
    if (reason.contains("Read-only file system")) {
      return storage(dir + " lies on a read-only disk", cause);
    }
    if (cause instanceof AccessDeniedException || reason.contains("not permitted")) {
      return storage("You may not write to " + dir, cause);
    }
    boolean file = Files.exists(dir) && !Files.isDirectory(dir);
    if (file
        || cause instanceof NotDirectoryException
        || cause instanceof FileAlreadyExistsException
        || reason.contains("Not a directory")) {
      return storage(dir + " is not a directory, or something above it is not", cause);
    }
    return storage(dir + " cannot be used", cause);
  }

  private static Problem storage(String what, IOException cause) {
    return Problem.of(
            ErrorCode.STORAGE,
            what + ".",
            "Make it a directory that you may write to, or set ALPI_HOME to one.")
        .because(cause);
  }
}
