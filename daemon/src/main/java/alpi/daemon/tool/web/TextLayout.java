package alpi.daemon.tool.web;

/// Text being laid out: white space folds, blocks stand apart by one blank line, preformatted text
/// stays as it is.
final class TextLayout {
  private final StringBuilder out = new StringBuilder();
  private int newlines;
  private boolean space;
  private boolean preformatted;
  private boolean rowStarted;

  /// Running text.
  void words(String text) {
    if (preformatted) {
      raw(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        space = true;
      } else if (visible(c)) {
        flush();
        out.append(c);
      }
    }
  }

  /// Text that belongs to the layout itself.
  void literal(String text) {
    flush();
    out.append(text);
    space = false;
  }

  void line() {
    newlines = Math.max(newlines, 1);
    rowStarted = false;
  }

  void block() {
    newlines = Math.max(newlines, 2);
    rowStarted = false;
  }

  /// The next cell of a table row.
  void cell() {
    if (rowStarted) {
      literal(" | ");
    }
    rowStarted = true;
  }

  void preformatted(boolean on) {
    preformatted = on;
  }

  /// Where the next visible character will stand.
  int mark() {
    return out.length();
  }

  /// Makes what was written since `from` the text of a link.
  ///
  /// @return false when there was nothing to click on
  boolean link(int from, String address) {
    int start = from;
    while (start < out.length() && Character.isWhitespace(out.charAt(start))) {
      start++;
    }
    String text = out.substring(Math.min(start, out.length()));
    if (text.isBlank() || text.length() > 300 || text.indexOf('\n') >= 0) {
      return false;
    }
    if (text.equals(address)) {
      return true;
    }
    out.insert(start, '[').append("](").append(address).append(')');
    return true;
  }

  String finished() {
    return out.toString().strip();
  }

  private void raw(String text) {
    flush();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\t' || visible(c)) {
        out.append(c);
      }
    }
  }

  private void flush() {
    boolean empty = out.isEmpty();
    if (newlines > 0 && !empty) {
      out.append("\n".repeat(newlines));
    } else if (space && !empty && !Character.isWhitespace(out.charAt(out.length() - 1))) {
      out.append(' ');
    }
    newlines = 0;
    space = false;
  }

  /// Zero-width and direction characters are where hidden orders live.
  private static boolean visible(char c) {
    return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
  }
}
