package alpi.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The script that reads pages, the same for every engine: a function that returns its verbs.
public final class ReaderScript {
  private static final String TEXT = load();

  private ReaderScript() {}

  public static String text() {
    return TEXT;
  }

  private static String load() {
    try (InputStream in = ReaderScript.class.getResourceAsStream("reader.js")) {
      if (in == null) {
        throw new IllegalStateException("reader.js is not packed");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
