package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// The conversations in which something happened last. Their titles and words are not in the
/// record: `seq` of a row tells when it is worth asking for them again.
final class SessionsView implements View {
  static final int MAX = 500;

  private static final String TABLE = "sessions";

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.SESSION_OPENED,
          EventKind.SESSION_TURN,
          EventKind.SESSION_RENAMED,
          EventKind.SESSION_FORKED,
          EventKind.SESSION_DELETED,
          EventKind.RUN_STARTED,
          EventKind.RUN_FINISHED,
          EventKind.JOB_LOST,
          EventKind.JOB_FAILED,
          EventKind.JOB_CANCELLED);

  @Override
  public String id() {
    return "sessions";
  }

  @Override
  public String about() {
    return "The 500 conversations in which something happened last, and the turn that runs in"
        + " each.";
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
    sheet.table(TABLE);
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    if (event.session().isEmpty()) {
      return;
    }
    var fact = new Fact(event);
    String id = event.session().get().value();
    Sheet.Rows rows = sheet.rows(TABLE);
    switch (event.kind()) {
      case SESSION_DELETED -> rows.remove(id);
      case SESSION_OPENED -> {
        rows.put(id, fact.row().put("opened", fact.at()).put("by", fact.by()));
        touched(rows, id, fact);
        rows.keepLargest(MAX, "seq");
      }
      case SESSION_FORKED -> {
        rows.set(id, "from", fact.text("from"));
        touched(rows, id, fact);
      }
      case SESSION_RENAMED -> touched(rows, id, fact);
      case SESSION_TURN -> {
        rows.add(id, fact.text("role").equals("user") ? "asked" : "answered", 1);
        touched(rows, id, fact);
      }
      case RUN_STARTED -> {
        rows.set(id, "turn", fact.run());
        touched(rows, id, fact);
      }
      default -> over(rows, id, fact);
    }
  }

  private static void over(Sheet.Rows rows, String id, Fact fact) {
    if (rows.get(id, "turn").asString("").equals(fact.run())) {
      rows.clear(id, "turn");
      touched(rows, id, fact);
    }
  }

  private static void touched(Sheet.Rows rows, String id, Fact fact) {
    rows.set(id, "last", fact.at());
    rows.set(id, "seq", fact.event().seq());
  }
}
