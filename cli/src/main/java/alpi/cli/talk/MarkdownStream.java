package alpi.cli.talk;

import alpi.cli.term.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// Markdown that is still arriving, as rows of a terminal.
///
/// Rows that nothing can change any more are handed out once and for all. What is open, at most one
/// paragraph, table or line of code, can be asked for after every piece and looks as it would if
/// the text ended there. An open block is bounded, so the cost of a piece does not depend on what
/// came before it.
final class MarkdownStream {
  /// Characters taken in between two attempts to settle something.
  private static final int STEP = 64;

  /// Lines of an unfinished table that are shown as they were written.
  private static final int TABLE_PREVIEW = 4;

  /// Columns of a terminal that does not say how wide it is.
  private static final int UNKNOWN_WIDTH = 79;

  private static final String CODE_INDENT = "  ";

  private final Paint paint;
  private final Inline inline;
  private final IntSupplier width;
  private final TableRows table;
  private final List<AttributedString> done = new ArrayList<>();

  /// The line that is arriving, as far as no block has taken it in.
  private final StringBuilder line = new StringBuilder();

  /// Whether the beginning of that line was taken in already.
  private boolean midway;

  private Block.Fence fence = Block.Fence.NONE;
  private @Nullable OpenBlock block;
  private boolean gap;
  private boolean begun;

  /// @param width columns of the terminal, asked for again with every row
  MarkdownStream(Paint paint, IntSupplier width) {
    this.paint = paint;
    this.inline = new Inline(paint);
    this.width = width;
    this.table = new TableRows(inline, paint);
  }

  /// Takes the next piece.
  void feed(String text) {
    String safe = Plain.text(text);
    int from = 0;
    while (from < safe.length()) {
      int newline = safe.indexOf('\n', from);
      int until = newline < 0 ? safe.length() : newline;
      while (from < until) {
        int part = Math.min(until, from + STEP);
        line.append(safe, from, part);
        from = part;
        settle();
      }
      if (newline >= 0) {
        endLine();
        from = newline + 1;
      }
    }
  }

  /// The text is complete; the next piece begins another one.
  void finish() {
    if (!line.isEmpty() || midway) {
      endLine();
    }
    close();
    fence = Block.Fence.NONE;
    gap = false;
    begun = false;
  }

  /// The rows that were finished since the last call.
  List<AttributedString> taken() {
    List<AttributedString> rows = List.copyOf(done);
    done.clear();
    return rows;
  }

  /// The rows that are not finished, as they look now.
  List<AttributedString> open() {
    List<AttributedString> rows = new ArrayList<>();
    String text = line.toString();
    if (fence.isOpen()) {
      rows.addAll(text.isEmpty() ? List.of() : List.of(code(text)));
    } else {
      table.last(TABLE_PREVIEW).forEach(row -> rows.add(paint.aside(row)));
      OpenBlock open = block;
      if (open != null && (midway || goesOn(text))) {
        rows.addAll(open.preview(midway ? text : "\n" + text, columns()));
      } else {
        rows.addAll(open == null ? List.of() : open.preview("", columns()));
        rows.addAll(fresh(text));
      }
    }
    if (gap && begun && !rows.isEmpty()) {
      rows.addFirst(AttributedString.EMPTY);
    }
    return rows;
  }

  /// A line of which only the beginning is there, and which may still become anything.
  private List<AttributedString> fresh(String text) {
    if (text.isBlank() || Block.fence(text).isOpen()) {
      return List.of();
    }
    return Block.isTable(text)
        ? List.of(paint.aside(text))
        : new OpenBlock(Block.of(text, paint), inline).preview("", columns());
  }

  /// Lets go of what a long line begins with.
  private void settle() {
    if (line.length() < OpenBlock.SETTLED && !midway) {
      return;
    }
    String text = line.toString();
    if (fence.isOpen()) {
      settleCode(text);
      return;
    }
    if (!midway && Block.isTable(text) && line.length() < OpenBlock.FORCED) {
      return;
    }
    line.setLength(0);
    takeIn(text);
    midway = true;
    OpenBlock open = block;
    if (open != null) {
      show(open.settle(columns()));
    }
  }

  /// A line of code is shown whole, so that it can be copied, unless it does not seem to end.
  private void settleCode(String text) {
    if (line.length() >= OpenBlock.FORCED) {
      boolean split = Character.isHighSurrogate(text.charAt(text.length() - 1));
      int until = split ? text.length() - 1 : text.length();
      show(List.of(code(text.substring(0, until))));
      line.delete(0, until);
    }
  }

  private void endLine() {
    String text = line.toString();
    line.setLength(0);
    boolean rest = midway;
    midway = false;
    if (fence.isOpen()) {
      codeLine(text);
      return;
    }
    if (rest) {
      takeRest(text);
    } else if (text.isBlank()) {
      close();
      gap = true;
      return;
    } else if (Block.fence(text).isOpen()) {
      close();
      fence = Block.fence(text);
      return;
    } else if (Block.isTable(text)) {
      tableLine(text);
      return;
    } else {
      takeIn(text);
    }
    OpenBlock open = block;
    if (open != null && open.isSettled()) {
      close();
    }
  }

  private void codeLine(String text) {
    if (fence.closes(text)) {
      fence = Block.Fence.NONE;
    } else {
      show(List.of(code(fence.inner(text))));
    }
  }

  private void tableLine(String text) {
    closeBlock();
    table.add(text);
    if (table.isFull()) {
      close();
    }
  }

  /// Adds text to the open block, or opens one.
  private void takeIn(String text) {
    OpenBlock open = block;
    if (open != null && midway) {
      open.add(text);
    } else if (open != null && goesOn(text)) {
      open.addLine(text.stripLeading());
    } else {
      close();
      block = new OpenBlock(Block.of(text, paint), inline);
    }
  }

  private void takeRest(String text) {
    OpenBlock open = block;
    if (open != null) {
      open.add(text);
    }
  }

  /// Whether the line belongs to the paragraph that is open.
  private boolean goesOn(String text) {
    return !Block.isTable(text)
        && !Block.fence(text).isOpen()
        && (text.isEmpty() || Block.of(text, paint).plain());
  }

  private void close() {
    closeBlock();
    if (!table.isEmpty()) {
      show(table.take(columns()));
    }
  }

  private void closeBlock() {
    OpenBlock open = block;
    if (open != null) {
      block = null;
      show(open.close(columns()));
    }
  }

  private void show(List<AttributedString> rows) {
    if (rows.isEmpty()) {
      return;
    }
    if (gap && begun) {
      done.add(AttributedString.EMPTY);
    }
    gap = false;
    begun = true;
    done.addAll(rows);
  }

  private AttributedString code(String text) {
    return new AttributedString(
        CODE_INDENT + text.replace("\t", "    "), paint.code(paint.plain()));
  }

  /// One column is left free: a terminal that wraps at once would add an empty row.
  private int columns() {
    int columns = width.getAsInt();
    return columns > 1 ? columns - 1 : UNKNOWN_WIDTH;
  }
}
