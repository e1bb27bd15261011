package alpi.daemon.session;

import java.lang.Character.UnicodeScript;

/// Marks word borders in scripts that write none, so that an index of words finds parts of a
/// sentence: every character of such a script becomes a word of its own, and a query becomes a
/// phrase of them. The mark is an invisible character that no one types, so that it can be taken
/// out again.
public final class WordBreaks {
  private static final char MARK = '\u200b';

  private WordBreaks() {}

  /// `text` with a mark after each character of such a script; control characters become blanks.
  public static String mark(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          out.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
          if (unspaced(c)) {
            out.append(MARK);
          }
        });
    return out.toString();
  }

  public static String unmark(String text) {
    return text.replace(String.valueOf(MARK), "");
  }

  private static boolean unspaced(int c) {
    if (c < 0x0e00) {
      return false;
    }
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
