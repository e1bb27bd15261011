package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What runs came to that nobody waited for. Their words and titles are not in the record.
final class OutputsView implements View {
  private static final String TABLE = "outputs";

  /// As many as are kept; those beyond are removed on record since version 1 of this view.
  static final int MAX = 500;

  private static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.OUTPUT_FILED, EventKind.OUTPUT_READ, EventKind.OUTPUT_REMOVED);

  @Override
  public String id() {
    return "outputs";
  }

  @Override
  public String about() {
    return "Outputs, oldest first, and how many are unread.";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Set<EventKind> kinds() {
    return KINDS;
  }

  @Override
  public void begin(Sheet sheet) {
    sheet.table("outputs");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    String id = fact.text("output");
    Sheet.Rows rows = sheet.rows(TABLE);
    switch (event.kind()) {
      case OUTPUT_FILED -> {
        rows.put(
            id,
            fact.rowInSession("kind", "state", "schedule")
                .put("run", fact.run())
                .put("at", fact.at())
                .put("read", false));
        rows.keepLast(MAX);
      }
      case OUTPUT_READ -> {
        for (String each : id.isEmpty() ? rows.ids() : List.of(id)) {
          rows.set(each, "read", true);
        }
      }
      case OUTPUT_REMOVED -> rows.remove(id);
      default -> {} // not among its kinds
    }
    long unread =
        rows.ids().stream().filter(each -> !rows.get(each, "read").asBoolean(false)).count();
    sheet.set("unread", unread);
  }
}
