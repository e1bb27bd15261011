package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonNumber;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonValue;
import alpi.cli.json.JsonWriter;
import alpi.cli.term.Out;
import alpi.cli.term.Table;
import alpi.cli.term.When;
import java.util.List;
import java.util.Locale;

/// Shows what the daemon answered: rows as a table, one thing as lines of `name: value`.
final class Listing {
  private static final int KIB = 1024;
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60_000;

  private Listing() {}

  /// Prints the rows that `result` holds.
  static void table(Out out, JsonObject result, Tables what) {
    JsonArray rows = result.array(what.member());
    List<String> columns = shown(what, rows);
    Table table = new Table(columns.stream().map(Listing::head).toArray(String[]::new));
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.object(i);
      table.row(columns.stream().map(column -> cell(row, column)).toArray(String[]::new));
    }
    table.print(out, what.empty());
  }

  /// The columns in which any row has something; the first always.
  private static List<String> shown(Tables what, JsonArray rows) {
    return what.columns().stream()
        .filter(column -> column.equals(what.columns().getFirst()) || isUsed(rows, column))
        .toList();
  }

  private static boolean isUsed(JsonArray rows, String column) {
    for (int i = 0; i < rows.size(); i++) {
      if (!cell(rows.object(i), column).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /// Prints every member: values in one column, lists item by item.
  static void object(Out out, JsonObject object) {
    int widest = 0;
    for (String key : object.keys()) {
      widest = Math.max(widest, label(key).length());
    }
    for (String key : object.keys()) {
      if (object.get(key) instanceof JsonArray array) {
        out.line(label(key) + ":" + (array.size() == 0 ? " none" : ""));
        for (int i = 0; i < array.size(); i++) {
          out.line("  " + item(array.get(i)));
        }
      } else {
        String gap = " ".repeat(widest - label(key).length() + 1);
        out.line(label(key) + ":" + gap + value(object, key));
      }
    }
  }

  /// Bytes in the largest unit that keeps them above one: `1.4 MiB`.
  static String size(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    int unit = 0;
    double rest = (double) bytes / KIB;
    while (rest >= KIB && unit + 1 < UNITS.length) {
      rest /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, rest < 10 ? "%.1f %s" : "%.0f %s", rest, UNITS[unit]);
  }

  /// The member as people read it: moments here, sizes and spans in units.
  private static String value(JsonObject row, String member) {
    if (row.get(member) instanceof JsonNumber number) {
      if (member.equals("bytes")) {
        return size(number.asLong());
      }
      if (member.equals("millis")) {
        return span(number.asLong());
      }
    }
    return When.shown(row.shown(member));
  }

  /// `84 ms`, `2.5 s`, `5m 10s`.
  static String span(long millis) {
    if (millis < SECOND) {
      return millis + " ms";
    }
    return millis < MINUTE
        ? millis / SECOND + "." + millis % SECOND / 100 + " s"
        : Durations.shown(millis);
  }

  /// "1 event", "2 events".
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// The head of a column: `mediaType` becomes MEDIA TYPE.
  private static String head(String member) {
    String word = member.equals("millis") ? "took" : member;
    return word.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
  }

  /// The name of a member in a sentence: `filesChanged` becomes "files changed".
  private static String label(String member) {
    String word = member.equals("millis") ? "took" : member;
    return word.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String cell(JsonObject row, String column) {
    if (!(row.get(column) instanceof JsonArray items)) {
      return value(row, column);
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
