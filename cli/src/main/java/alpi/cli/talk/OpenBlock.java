package alpi.cli.talk;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// A block of text that is still growing. Its beginning is given up, row by row, as soon as nothing
/// that follows can change how it looks.
final class OpenBlock {
  /// Characters after which the beginning is settled where its marks allow it.
  static final int SETTLED = 240;

  /// Characters after which it is settled wherever a word ends.
  static final int FORCED = 1_200;

  /// Characters to wait for between two attempts.
  private static final int STEP = 60;

  private final Inline inline;
  private final AttributedString hang;
  private final AttributedStyle style;

  /// Markdown that is not settled.
  private final StringBuilder held = new StringBuilder();

  /// The last row of what is settled, with the mark of the block.
  private AttributedString begun;

  private int nextAttempt = SETTLED;

  OpenBlock(Block block, Inline inline) {
    this.inline = inline;
    this.begun = block.mark();
    this.hang = block.hang();
    this.style = block.style();
    held.append(block.text());
  }

  void add(String markdown) {
    held.append(markdown);
  }

  /// Another line of the same paragraph.
  void addLine(String markdown) {
    held.append('\n').append(markdown);
  }

  /// Whether all marks are closed, so that the block may end with this line.
  boolean isSettled() {
    return held.length() >= FORCED || inline.render(held.toString(), style).settled();
  }

  /// All rows as they look now, with `more` of the line that is arriving.
  List<AttributedString> preview(String more, int width) {
    return rows(inline.preview(held + more, style), width);
  }

  /// The rows that are settled by now, if the block has grown long.
  List<AttributedString> settle(int width) {
    if (held.length() < nextAttempt) {
      return List.of();
    }
    nextAttempt = held.length() + STEP;
    boolean forced = held.length() >= FORCED;
    int until = wordEnd();
    Inline.Rendered head = inline.render(held.substring(0, until), style);
    if (!head.settled() && !forced) {
      return List.of();
    }
    List<AttributedString> rows = rows(head.text(), width);
    boolean newline = until < held.length() && held.charAt(until) == '\n';
    boolean blank = until < held.length() && held.charAt(until) == ' ';
    held.delete(0, until + (newline || blank ? 1 : 0));
    nextAttempt = SETTLED;
    if (newline) {
      begun = hang;
      return rows;
    }
    AttributedString last = rows.getLast();
    begun = blank ? join(last, new AttributedString(" ")) : last;
    return new ArrayList<>(rows.subList(0, rows.size() - 1));
  }

  /// The last rows.
  List<AttributedString> close(int width) {
    return rows(inline.render(held.toString(), style).text(), width);
  }

  /// Where the last whole word ends; in text without blanks, where the last character does.
  private int wordEnd() {
    for (int i = held.length() - 1; i > 0; i--) {
      if (held.charAt(i) == ' ' || held.charAt(i) == '\n') {
        return i;
      }
    }
    boolean split = Character.isHighSurrogate(held.charAt(held.length() - 1));
    return split ? held.length() - 1 : held.length();
  }

  private List<AttributedString> rows(AttributedString rendered, int width) {
    return Rows.wrap(join(begun, rendered), width, hang);
  }

  private static AttributedString join(AttributedString first, AttributedString second) {
    return AttributedString.join(AttributedString.EMPTY, first, second);
  }
}
