package alpi.daemon.policy;

import java.net.IDN;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Makes text from anywhere safe to show beside a question: no byte of the result can move a
/// cursor, hide, reorder or imitate. What was there stays visible as an escape.
public final class DisplayText {
  /// Accents that one character may carry before the rest is shown as codes.
  private static final int MAX_MARKS = 2;

  private DisplayText() {}

  /// Every character that is not plainly visible, as its code point in braces; newlines and tabs as
  /// `\n` and `\t`; the backslash doubled, so that an escape cannot be forged.
  public static String escape(String text) {
    return escape(text, Integer.MAX_VALUE);
  }

  /// The same, cut to at most `maxChars` characters, with an ellipsis where something was cut.
  public static String escape(String text, int maxChars) {
    return cut(text, maxChars, true);
  }

  /// Like [#escape] but without doubling backslashes, so that doing it twice changes nothing.
  static String shown(String text, int maxChars) {
    return cut(text, maxChars, false);
  }

  private static String cut(String text, int maxChars, boolean doubling) {
    var shown = new StringBuilder(Math.min(text.length(), 256));
    int i = 0;
    int marks = MAX_MARKS;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      marks = mark(point) ? marks + 1 : 0;
      String next = marks > MAX_MARKS ? code(point) : one(point, doubling);
      boolean last = i >= text.length();
      if (shown.length() + next.length() > maxChars - (last ? 0 : 1)) {
        return shown.append('…').toString();
      }
      shown.append(next);
    }
    return shown.toString();
  }

  private static String one(int point, boolean doubling) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> doubling ? "\\\\" : "\\";
      default -> visible(point) ? Character.toString(point) : code(point);
    };
  }

  private static String code(int point) {
    return String.format("\\u{%x}", point);
  }

  private static boolean mark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean visible(int point) {
    if (point == ' ') {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> !blank(point);
    };
  }

  /// Letters, marks and symbols by their class that show as nothing.
  private static boolean blank(int point) {
    return switch (point) {
      case 0x34f, 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x17b4, 0x17b5, 0x1d159 -> true;
      default -> (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef);
    };
  }

  /// A host name as it may be shown: in its ASCII form as soon as one label mixes scripts or a
  /// whole label could pass for Latin text, and wherever it holds anything invisible.
  public static String host(String host) {
    if (host.chars().allMatch(c -> c < 0x80) || !doubtful(host)) {
      return escape(host);
    }
    try {
      return escape(IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return codes(host);
    }
  }

  private static boolean doubtful(String host) {
    for (String label : host.split("\\.", -1)) {
      Set<Character.UnicodeScript> scripts = new HashSet<>();
      label
          .codePoints()
          .forEach(c -> {
            Character.UnicodeScript script = Character.UnicodeScript.of(c);
            if (script != Character.UnicodeScript.COMMON || c >= 0x80) {
              scripts.add(script);
            }
          });
      boolean lookalike =
          scripts.contains(Character.UnicodeScript.CYRILLIC)
              || scripts.contains(Character.UnicodeScript.GREEK)
              || scripts.contains(Character.UnicodeScript.ARMENIAN)
              || scripts.contains(Character.UnicodeScript.CHEROKEE)
              || scripts.contains(Character.UnicodeScript.COMMON);
      if (scripts.size() > 1 || lookalike || !label.codePoints().allMatch(DisplayText::visible)) {
        return true;
      }
    }
    return false;
  }

  private static String codes(String host) {
    var shown = new StringBuilder();
    host.codePoints()
        .forEach(c -> shown.append(c > ' ' && c < 0x7f ? Character.toString(c) : code(c)));
    return shown.toString();
  }
}
