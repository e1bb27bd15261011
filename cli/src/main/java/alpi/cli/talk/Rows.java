package alpi.cli.talk;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;

/// Breaks text into rows of a terminal: between words, between wide characters, and inside a word
/// only where it does not fit a row of its own.
final class Rows {
  /// Fewest columns that are worth a hanging indent.
  private static final int NARROW = 8;

  private final AttributedString text;
  private final int width;
  private final AttributedString hang;
  private final List<AttributedString> rows = new ArrayList<>();

  private int start;
  private int column;

  /// Where the row may end and the next one begin; -1 when nowhere yet.
  private int end = -1;

  private int next;
  private boolean inked;

  private Rows(AttributedString text, int width, AttributedString hang) {
    this.text = text;
    this.width = Math.max(2, width);
    this.hang = hang.columnLength() + NARROW <= width ? hang : AttributedString.EMPTY;
  }

  /// The rows of `text`, at least one, each at most `width` columns wide.
  ///
  /// @param hang what every row but the first begins with; left out where it would fill the row
  static List<AttributedString> wrap(AttributedString text, int width, AttributedString hang) {
    return new Rows(text, width, hang).broken();
  }

  /// Columns that the text takes in one row.
  static int columns(CharSequence text) {
    int columns = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(Character.codePointAt(text, i))) {
      columns += columns(Character.codePointAt(text, i));
    }
    return columns;
  }

  private static int columns(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  private List<AttributedString> broken() {
    int i = 0;
    while (i < text.length()) {
      int c = Character.codePointAt(text, i);
      int after = i + Character.charCount(c);
      if (c == '\n') {
        cut(i, after);
      } else {
        place(c, i, after);
      }
      i = after;
    }
    row(text.length());
    return rows;
  }

  private void place(int c, int at, int after) {
    int columns = columns(c);
    if (c == ' ') {
      if (inked) {
        end = at;
        next = after;
      }
    } else if (column + columns > width) {
      fold(at);
    }
    if (columns == 2 && inked) {
      end = at;
      next = at;
    }
    column += columns;
    inked |= c != ' ';
  }

  /// Ends the row before what overflows it.
  private void fold(int at) {
    if (end > start) {
      int from = next;
      cut(end, from);
      column += columns(text.subSequence(from, at));
      inked = at > from;
    } else {
      cut(at, at);
    }
  }

  private void cut(int until, int from) {
    row(until);
    start = from;
    column = hang.columnLength();
    end = -1;
    inked = false;
  }

  private void row(int until) {
    AttributedString piece = text.subSequence(start, Math.max(start, until));
    rows.add(
        rows.isEmpty() || hang.length() == 0
            ? piece
            : AttributedString.join(AttributedString.EMPTY, hang, piece));
  }
}
