package alpi.browser.playwright;

import alpi.browser.process.Folder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One unpacked driver for all tests of this JVM: Playwright remembers the first.
final class UnpackedDriver {
  private static final Path FOLDER = make();

  private UnpackedDriver() {}

  static Path folder() {
    return FOLDER;
  }

  private static Path make() {
    try {
      Path above = Files.createTempDirectory("playwright-driver");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Folder.remove(above)));
      return above.resolve("driver");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
