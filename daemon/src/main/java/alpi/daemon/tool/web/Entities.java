package alpi.daemon.tool.web;

import java.util.Map;
import java.util.Optional;

/// Character references of HTML: all numeric ones and the names that pages use. Others stay as they
/// are written.
final class Entities {
  private static final int LONGEST = 10;

  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", "\u00a0"),
          Map.entry("copy", "©"),
          Map.entry("reg", "®"),
          Map.entry("trade", "™"),
          Map.entry("hellip", "…"),
          Map.entry("mdash", "—"),
          Map.entry("ndash", "–"),
          Map.entry("lsquo", "‘"),
          Map.entry("rsquo", "’"),
          Map.entry("ldquo", "“"),
          Map.entry("rdquo", "”"),
          Map.entry("laquo", "«"),
          Map.entry("raquo", "»"),
          Map.entry("bull", "•"),
          Map.entry("middot", "·"),
          Map.entry("times", "×"),
          Map.entry("deg", "°"),
          Map.entry("plusmn", "±"),
          Map.entry("frac12", "½"),
          Map.entry("euro", "€"),
          Map.entry("pound", "£"),
          Map.entry("yen", "¥"),
          Map.entry("cent", "¢"),
          Map.entry("sect", "§"),
          Map.entry("para", "¶"),
          Map.entry("larr", "←"),
          Map.entry("rarr", "→"),
          Map.entry("uarr", "↑"),
          Map.entry("darr", "↓"),
          Map.entry("auml", "ä"),
          Map.entry("ouml", "ö"),
          Map.entry("uuml", "ü"),
          Map.entry("Auml", "Ä"),
          Map.entry("Ouml", "Ö"),
          Map.entry("Uuml", "Ü"),
          Map.entry("szlig", "ß"),
          Map.entry("eacute", "é"),
          Map.entry("egrave", "è"),
          Map.entry("agrave", "à"),
          Map.entry("aacute", "á"),
          Map.entry("iacute", "í"),
          Map.entry("oacute", "ó"),
          Map.entry("uacute", "ú"),
          Map.entry("ntilde", "ñ"),
          Map.entry("ccedil", "ç"),
          Map.entry("ecirc", "ê"),
          Map.entry("ocirc", "ô"),
          Map.entry("shy", ""),
          Map.entry("zwj", ""),
          Map.entry("zwnj", ""));

  private Entities() {}

  static String decode(String text) {
    int amp = text.indexOf('&');
    if (amp < 0) {
      return text;
    }
    var out = new StringBuilder(text.length());
    int from = 0;
    while (amp >= 0) {
      out.append(text, from, amp);
      int end = end(text, amp);
      Optional<String> decoded =
          end > amp + 1 ? reference(text.substring(amp + 1, end)) : Optional.empty();
      out.append(decoded.orElse("&"));
      from = decoded.isPresent() ? end + 1 : amp + 1;
      amp = text.indexOf('&', from);
    }
    return out.append(text, from, text.length()).toString();
  }

  /// Where the reference that starts at `amp` ends; -1 when it is none.
  private static int end(String text, int amp) {
    for (int i = amp + 1; i < Math.min(text.length(), amp + LONGEST + 2); i++) {
      if (text.charAt(i) == ';') {
        return i;
      }
    }
    return -1;
  }

  /// What `name` stands for; empty when nothing is known of it.
  private static Optional<String> reference(String name) {
    if (!name.startsWith("#")) {
      return Optional.ofNullable(NAMED.get(name));
    }
    boolean hex = name.startsWith("#x") || name.startsWith("#X");
    String digits = name.substring(hex ? 2 : 1);
    if (!digits.matches(hex ? "[0-9a-fA-F]{1,6}" : "[0-9]{1,7}")) {
      return Optional.empty();
    }
    int point = Integer.parseInt(digits, hex ? 16 : 10);
    boolean real = Character.isValidCodePoint(point) && point != 0;
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return Optional.of(real && !surrogate ? Character.toString(point) : "\ufffd");
  }
}
