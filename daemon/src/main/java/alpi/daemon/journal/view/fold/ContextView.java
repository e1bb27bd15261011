package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// What a model was shown last in each conversation, in figures.
final class ContextView implements View {
  static final int MAX = 200;

  private static final String TABLE = "sessions";

  private static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.CONTEXT_ASSEMBLED, EventKind.SESSION_DELETED);

  @Override
  public String id() {
    return "context";
  }

  @Override
  public String about() {
    return "The latest assembly of a context in each of the last 200 conversations.";
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
    sheet.table("sessions");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    if (event.session().isEmpty()) {
      return;
    }
    var fact = new Fact(event);
    String id = event.session().get().value();
    Sheet.Rows rows = sheet.rows(TABLE);
    if (event.kind() == EventKind.SESSION_DELETED) {
      rows.remove(id);
      return;
    }
    rows.put(
        id,
        fact.row("step", "tokens", "omitted", "prefix_sha")
            .put("run", fact.run())
            .put("at", fact.at())
            .put("seq", event.seq()));
    rows.keepLargest(MAX, "seq");
  }
}
