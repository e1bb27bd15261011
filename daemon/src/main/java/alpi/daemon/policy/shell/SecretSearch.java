package alpi.daemon.policy.shell;

import alpi.daemon.policy.SensitivePaths;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Looks whether a folder holds a secret anywhere beneath, before something reads all of it.
final class SecretSearch {
  /// A folder with more entries than this counts as holding one.
  private static final int MAX_ENTRIES = 20_000;

  private SecretSearch() {}

  static boolean holds(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    var found = new AtomicBoolean();
    var seen = new AtomicInteger();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (SensitivePaths.secret(file) || seen.incrementAndGet() > MAX_ENTRIES) {
                found.set(true);
                return FileVisitResult.TERMINATE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return true;
    }
    return found.get();
  }
}
