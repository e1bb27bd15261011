package alpi.daemon.policy.shell;

import java.util.ArrayDeque;
import java.util.Deque;

/// A place in shell text, with the counts that keep reading bounded. Counts are shared by the
/// cursors of nested texts.
final class Cursor {
  private static final char END = '\0';

  private final String text;
  private final Counts counts;
  private int position;

  /// Here-documents announced on the current line, whose bodies begin after it.
  final Deque<HereBody> pending = new ArrayDeque<>();

  Cursor(String text) {
    this(text, new Counts());
  }

  private Cursor(String text, Counts counts) {
    this.text = text;
    this.counts = counts;
  }

  /// A cursor over text found inside this one.
  Cursor inside(String nested) {
    return new Cursor(nested, counts);
  }

  boolean atEnd() {
    return position >= text.length();
  }

  /// The current character; NUL at the end, which no accepted text contains.
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    int at = position + ahead;
    return at < text.length() ? text.charAt(at) : END;
  }

  char next() {
    if (atEnd()) {
      throw new Refused("it ends in the middle of a construct", false);
    }
    return text.charAt(position++);
  }

  void skip(int chars) {
    position += chars;
  }

  boolean startsWith(String prefix) {
    return text.startsWith(prefix, position);
  }

  boolean take(String token) {
    if (startsWith(token)) {
      position += token.length();
      return true;
    }
    return false;
  }

  int position() {
    return position;
  }

  void rewind(int to) {
    position = to;
  }

  String since(int start) {
    return text.substring(start, position);
  }

  /// The rest of the line, without its end, which is consumed.
  String line() {
    int end = text.indexOf('\n', position);
    int stop = end < 0 ? text.length() : end;
    String line = text.substring(position, stop);
    position = end < 0 ? stop : stop + 1;
    return line;
  }

  /// Skips blanks, joined lines and a comment; stops before a line end.
  void blanks() {
    while (!atEnd()) {
      char c = peek();
      if (c == ' ' || c == '\t') {
        position++;
      } else if (c == '\\' && peek(1) == '\n') {
        position += 2;
      } else {
        break;
      }
    }
    if (peek() == '#') {
      int end = text.indexOf('\n', position);
      position = end < 0 ? text.length() : end;
    }
  }

  void segment() {
    counts.segments++;
    if (counts.segments > CommandParser.MAX_SEGMENTS) {
      throw new Refused("it has more than " + CommandParser.MAX_SEGMENTS + " commands", true);
    }
  }

  int segments() {
    return counts.segments;
  }

  void enter() {
    counts.depth++;
    if (counts.depth > CommandParser.MAX_DEPTH) {
      throw new Refused("it nests deeper than " + CommandParser.MAX_DEPTH + " levels", true);
    }
  }

  void leave() {
    counts.depth--;
  }

  void bash() {
    counts.bash = true;
  }

  boolean needsBash() {
    return counts.bash;
  }

  private static final class Counts {
    private int segments;
    private int depth;
    private boolean bash;
  }

  /// Ends the reading of a text.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean limit;

    Refused(String reason, boolean limit) {
      super(reason, null, false, false);
      this.limit = limit;
    }

    String reason() {
      return String.valueOf(getMessage());
    }

    boolean limit() {
      return limit;
    }
  }
}
