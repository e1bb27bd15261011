package alpi.daemon.tool.web;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the bytes of a page as characters: by byte order mark, else by the header, else by what
/// the page says of itself, else as UTF-8.
final class PageText {
  /// Bytes in which a page may name its charset (HTML standard).
  private static final int PRESCAN = 1024;

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?\\s*([\\w.:-]{1,40})", Pattern.CASE_INSENSITIVE);

  private PageText() {}

  static String decode(byte[] bytes, String contentType) {
    Charset charset =
        mark(bytes)
            .or(() -> named(contentType))
            .or(() -> named(head(bytes)))
            .orElse(StandardCharsets.UTF_8);
    String text = new String(bytes, charset);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  static boolean html(String source, String contentType) {
    if (contentType.contains("html")) {
      return true;
    }
    String start = source.stripLeading();
    String lower = start.substring(0, Math.min(start.length(), 200)).toLowerCase(Locale.ROOT);
    return contentType.isEmpty() && (lower.startsWith("<!doctype html") || lower.contains("<html"));
  }

  /// Whether nobody could read it.
  static boolean binary(byte[] bytes, String contentType) {
    if (mark(bytes).isPresent()) {
      return false;
    }
    if (contentType.matches("(image|audio|video|font)/(?!svg).*")) {
      return true;
    }
    for (int i = 0; i < Math.min(bytes.length, 8192); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Charset> mark(byte[] bytes) {
    if (bytes.length < 2) {
      return Optional.empty();
    }
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    return switch (first) {
      case 0xfeff -> Optional.of(StandardCharsets.UTF_16BE);
      case 0xfffe -> Optional.of(StandardCharsets.UTF_16LE);
      case 0xefbb -> Optional.of(StandardCharsets.UTF_8);
      default -> Optional.empty();
    };
  }

  private static String head(byte[] bytes) {
    return new String(bytes, 0, Math.min(bytes.length, PRESCAN), StandardCharsets.ISO_8859_1);
  }

  private static Optional<Charset> named(String text) {
    Matcher matcher = CHARSET.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    try {
      // Pages that say Latin-1 mean the superset that Windows uses (WHATWG Encoding).
      String name = matcher.group(1).toLowerCase(Locale.ROOT);
      boolean latin = name.equals("iso-8859-1") || name.equals("latin1") || name.equals("us-ascii");
      return Optional.of(Charset.forName(latin ? "windows-1252" : name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
