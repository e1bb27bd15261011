package alpi.cli.talk;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// A table of Markdown, gathered line by line and laid out when it is complete.
final class TableRows {
  /// Most lines held back for one table; a longer one is shown as it was written.
  static final int MAX_LINES = 200;

  private static final String GAP = "  ";

  private final Inline inline;
  private final Paint paint;
  private final List<String> lines = new ArrayList<>();

  TableRows(Inline inline, Paint paint) {
    this.inline = inline;
    this.paint = paint;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  boolean isFull() {
    return lines.size() >= MAX_LINES;
  }

  void add(String line) {
    lines.add(line.strip());
  }

  /// The last lines as they were written, for the time until the table is complete.
  List<String> last(int count) {
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  /// The finished table in columns, or line by line when it is none or too wide.
  List<AttributedString> take(int width) {
    List<String> source = List.copyOf(lines);
    lines.clear();
    boolean table = source.size() > 1 && isDelimiter(source.get(1));
    List<List<AttributedString>> cells = table ? cells(source) : List.of();
    int[] widths = widths(cells);
    int total = -GAP.length();
    for (int column : widths) {
      total += column + GAP.length();
    }
    if (!table || total > width) {
      return source.stream().map(line -> inline.render(line, paint.plain()).text()).toList();
    }
    List<AttributedString> rows = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      rows.add(row(cells.get(i), widths));
      if (i == 0) {
        rows.add(paint.aside("─".repeat(total)));
      }
    }
    return rows;
  }

  private List<List<AttributedString>> cells(List<String> source) {
    List<List<AttributedString>> cells = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      if (i != 1) {
        AttributedStyle style = i == 0 ? paint.bold(paint.plain()) : paint.plain();
        cells.add(
            split(source.get(i)).stream().map(cell -> inline.render(cell, style).text()).toList());
      }
    }
    return cells;
  }

  private static boolean isDelimiter(String line) {
    return line.contains("-") && line.chars().allMatch(c -> " |:-\t".indexOf(c) >= 0);
  }

  /// The cells of a line; a bar behind a backslash is text.
  private static List<String> split(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    for (int i = 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '|') {
        cell.append('|');
        i++;
      } else if (c == '|') {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (!cell.toString().isBlank()) {
      cells.add(cell.toString().strip());
    }
    return cells;
  }

  private static int[] widths(List<List<AttributedString>> rows) {
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    for (List<AttributedString> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Rows.columns(row.get(i)));
      }
    }
    return widths;
  }

  private static AttributedString row(List<AttributedString> cells, int[] widths) {
    AttributedStringBuilder row = new AttributedStringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      row.append(cells.get(i));
      if (i + 1 < cells.size()) {
        row.append(" ".repeat(widths[i] - Rows.columns(cells.get(i))) + GAP);
      }
    }
    return row.toAttributedString();
  }
}
