package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonValue;
import alpi.cli.json.JsonWriter;
import alpi.cli.term.Out;
import alpi.cli.term.Table;
import java.util.Locale;

/// Shows what the daemon answered: rows as a table, one thing as lines of `name: value`.
final class Listing {
  private Listing() {}

  /// Prints the members `columns` of each object of `rows`.
  static void table(Out out, JsonArray rows, String empty, String... columns) {
    String[] heads = new String[columns.length];
    for (int i = 0; i < columns.length; i++) {
      heads[i] = head(columns[i]);
    }
    Table table = new Table(heads);
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.object(i);
      String[] cells = new String[columns.length];
      for (int c = 0; c < columns.length; c++) {
        cells[c] = cell(row, columns[c]);
      }
      table.row(cells);
    }
    table.print(out, empty);
  }

  /// Prints every member: text as it is, lists item by item.
  static void object(Out out, JsonObject object) {
    for (String key : object.keys()) {
      if (object.get(key) instanceof JsonArray array) {
        out.line(key + ":");
        for (int i = 0; i < array.size(); i++) {
          out.line("  " + item(array.get(i)));
        }
      } else {
        out.line(key + ": " + object.shown(key));
      }
    }
  }

  /// "1 event", "2 events".
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// The head of a column: `mediaType` becomes MEDIA TYPE.
  private static String head(String member) {
    return member.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
  }

  private static String cell(JsonObject row, String column) {
    if (!(row.get(column) instanceof JsonArray items)) {
      return row.shown(column);
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      line.append(line.isEmpty() ? "" : ", ").append(item(items.get(i)));
    }
    return line.toString();
  }

  private static String item(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      return value instanceof alpi.cli.json.JsonText text ? text.value() : JsonWriter.text(value);
    }
    StringBuilder line = new StringBuilder();
    for (String key : object.keys()) {
      if (object.has(key)) {
        line.append(line.isEmpty() ? "" : "  ").append(key).append('=').append(object.shown(key));
      }
    }
    return line.toString();
  }
}
