package alpi.cli.term;

import java.util.ArrayList;
import java.util.List;

/// Rows in aligned columns, the last one as long as it is. Cells are made safe and one line each.
public final class Table {
  private static final String GAP = "  ";
  private static final int WIDEST_CELL = 60;

  private final List<String[]> rows = new ArrayList<>();

  public Table(String... heads) {
    rows.add(heads);
  }

  public Table row(String... cells) {
    String[] safe = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      String cell = Plain.line(cells[i]);
      boolean cut = i + 1 < cells.length && cell.length() > WIDEST_CELL;
      safe[i] = cut ? cell.substring(0, WIDEST_CELL - 1) + "…" : cell;
    }
    rows.add(safe);
    return this;
  }

  /// Prints the rows below their heads, or `empty` when there is none.
  public void print(Out out, String empty) {
    if (rows.size() == 1) {
      out.tell(empty);
      return;
    }
    int[] widths = widths();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]);
        line.repeat(' ', widths[i] - row[i].length()).append(GAP);
      }
      out.line(line.toString().stripTrailing());
    }
  }

  private int[] widths() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return widths;
  }
}
