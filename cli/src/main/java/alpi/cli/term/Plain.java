package alpi.cli.term;

/// Makes foreign text safe to print on a terminal: control characters become visible signs, so that
/// no answer, file name or tool output can move the cursor, set the title or fake a prompt.
///
/// Works character by character without memory, so that text may arrive in any pieces.
public final class Plain {
  private static final char CONTROL_PICTURES = '\u2400';
  private static final char DELETE_PICTURE = '\u2421';
  private static final char REPLACEMENT = '\uFFFD';

  private Plain() {}

  /// The text with newline and tab kept and every other control made visible; `\r` is dropped.
  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text.charAt(i))) {
        return rewritten(text);
      }
    }
    return text;
  }

  /// As `text`, on one line.
  public static String line(String text) {
    return text(text).replace('\n', ' ').replace('\t', ' ');
  }

  private static String rewritten(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isUnsafe(c)) {
        safe.append(c);
      } else if (c < ' ') {
        if (c != '\r') {
          safe.append((char) (CONTROL_PICTURES + c));
        }
      } else {
        safe.append(c == 0x7F ? DELETE_PICTURE : REPLACEMENT);
      }
    }
    return safe.toString();
  }

  private static boolean isUnsafe(char c) {
    return (c < ' ' && c != '\n' && c != '\t')
        || (c >= 0x7F && c < 0xA0)
        || (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
