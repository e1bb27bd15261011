package alpi.daemon.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The sandbox under attack, by the user who runs the tests.
class EscapeTest {
  @TempDir Path dir;

  @TestFactory
  Stream<DynamicTest> theSandbox() {
    new WallFixture(folder("probe")).orSkip();
    return Escapes.all().entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.getKey(), () -> each.getValue().on(new WallFixture(folder(each.getKey())))));
  }

  private Path folder(String name) {
    try {
      return Files.createDirectories(dir.resolve(name.replace("'", "")));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
