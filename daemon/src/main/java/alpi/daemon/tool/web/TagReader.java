package alpi.daemon.tool.web;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Cuts HTML into tags and the text between them, in one pass over its characters. Comments,
/// declarations and processing instructions are skipped; a `<` that starts no tag is text.
final class TagReader {
  private static final int MAX_ATTRIBUTES = 64;

  private final String html;
  private int at;
  private Kind kind = Kind.TEXT;
  private String text = "";
  private String name = "";
  private Map<String, String> attributes = Map.of();

  TagReader(String html) {
    this.html = html;
  }

  enum Kind {
    TEXT,
    START,
    END
  }

  Kind kind() {
    return kind;
  }

  /// With entities as they are.
  String text() {
    return text;
  }

  /// In lower case.
  String name() {
    return name;
  }

  /// Names in lower case; values with entities as they are.
  Map<String, String> attributes() {
    return attributes;
  }

  /// Moves on to the next piece.
  boolean next() {
    while (at < html.length()) {
      if (!tagAt(at)) {
        return readText();
      }
      char second = html.charAt(at + 1);
      if (second == '!' || second == '?') {
        skipDeclaration();
      } else {
        readTag(second == '/');
        return true;
      }
    }
    return false;
  }

  /// Everything up to the end tag of `element`, and steps behind it.
  String rawUntilEnd(String element) {
    int from = at;
    int end = from;
    while (true) {
      end = html.indexOf("</", end);
      if (end < 0) {
        at = html.length();
        return html.substring(from);
      }
      if (html.regionMatches(true, end + 2, element, 0, element.length())) {
        int close = html.indexOf('>', end);
        at = close < 0 ? html.length() : close + 1;
        return html.substring(from, end);
      }
      end += 2;
    }
  }

  private boolean tagAt(int i) {
    if (html.charAt(i) != '<' || i + 1 >= html.length()) {
      return false;
    }
    char c = html.charAt(i + 1);
    return c == '!' || c == '?' || letter(c) || (c == '/' && i + 2 < html.length());
  }

  private boolean readText() {
    int end = html.indexOf('<', at + 1);
    while (end >= 0 && !tagAt(end)) {
      end = html.indexOf('<', end + 1);
    }
    end = end < 0 ? html.length() : end;
    text = html.substring(at, end);
    kind = Kind.TEXT;
    at = end;
    return true;
  }

  private void skipDeclaration() {
    boolean comment = html.startsWith("<!--", at);
    int end = comment ? html.indexOf("-->", at + 4) : html.indexOf('>', at);
    at = end < 0 ? html.length() : end + (comment ? 3 : 1);
  }

  private void readTag(boolean closing) {
    int i = at + (closing ? 2 : 1);
    int start = i;
    while (i < html.length() && !delimiter(html.charAt(i))) {
      i++;
    }
    name = html.substring(start, i).toLowerCase(Locale.ROOT);
    kind = closing ? Kind.END : Kind.START;
    at = i;
    attributes = readAttributes();
  }

  private Map<String, String> readAttributes() {
    var found = new HashMap<String, String>();
    while (at < html.length() && html.charAt(at) != '>') {
      char c = html.charAt(at);
      if (Character.isWhitespace(c) || c == '/') {
        at++;
        continue;
      }
      int start = at;
      while (at < html.length() && html.charAt(at) != '=' && !delimiter(html.charAt(at))) {
        at++;
      }
      if (at == start) {
        at++;
        continue;
      }
      String attribute = html.substring(start, at).toLowerCase(Locale.ROOT);
      String value = readValue();
      if (found.size() < MAX_ATTRIBUTES) {
        found.putIfAbsent(attribute, value);
      }
    }
    at++;
    return found;
  }

  private String readValue() {
    skipSpace();
    if (at >= html.length() || html.charAt(at) != '=') {
      return "";
    }
    at++;
    skipSpace();
    if (at >= html.length()) {
      return "";
    }
    char quote = html.charAt(at);
    if (quote == '"' || quote == '\'') {
      int end = html.indexOf(quote, at + 1);
      int stop = end < 0 ? html.length() : end;
      String value = html.substring(at + 1, stop);
      at = Math.min(html.length(), stop + 1);
      return value;
    }
    int start = at;
    while (at < html.length()
        && html.charAt(at) != '>'
        && !Character.isWhitespace(html.charAt(at))) {
      at++;
    }
    return html.substring(start, at);
  }

  private void skipSpace() {
    while (at < html.length() && Character.isWhitespace(html.charAt(at))) {
      at++;
    }
  }

  private static boolean delimiter(char c) {
    return c == '>' || c == '/' || Character.isWhitespace(c);
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
