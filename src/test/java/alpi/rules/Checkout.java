package alpi.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The source tree under test.
final class Checkout {
  private static final List<String> SOURCE_ROOTS =
      List.of(
          "alp/src/main/java",
          "alp/src/test/java",
          "browser/src/main/java",
          "browser/src/test/java",
          "daemon/src/main/java",
          "daemon/src/test/java",
          "cli/src/main/java",
          "cli/src/test/java",
          "src/test/java");

  private Checkout() {}

  static Path root() {
    Path here = Path.of(System.getProperty("alpi.root", "")).toAbsolutePath();
    for (Path dir = here; dir != null; dir = dir.getParent()) {
      if (Files.exists(dir.resolve("ARCHITECTURE.md"))) {
        return dir;
      }
    }
    throw new IllegalStateException("no ARCHITECTURE.md above " + here);
  }

  static String read(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every Java file we wrote, tests included.
  static List<Path> javaFiles() {
    return SOURCE_ROOTS.stream()
        .map(root()::resolve)
        .filter(Files::isDirectory)
        .flatMap(Checkout::walk)
        .filter(file -> file.toString().endsWith(".java"))
        .toList();
  }

  /// Where a file lies in the tree, whatever the folders above it are called.
  static String path(Path file) {
    return root().relativize(file).toString();
  }

  static Stream<Path> walk(Path dir) {
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
