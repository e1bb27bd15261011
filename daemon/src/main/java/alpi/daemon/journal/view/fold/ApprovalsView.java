package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What waits for the owner's word, and what was answered lately.
final class ApprovalsView implements View {
  static final int MAX_ANSWERED = 50;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.APPROVAL_ASKED,
          EventKind.APPROVAL_ANSWERED,
          EventKind.RUN_FINISHED,
          EventKind.JOB_LOST,
          EventKind.JOB_FAILED,
          EventKind.JOB_CANCELLED);

  @Override
  public String id() {
    return "approvals";
  }

  @Override
  public String about() {
    return "Questions that wait for an answer, and the last 50 that were answered.";
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
    sheet.table("waiting").table("answered");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    switch (event.kind()) {
      case APPROVAL_ASKED ->
          sheet
              .rows("waiting")
              .put(
                  fact.text("approval"),
                  fact.rowInSession("kind", "tool", "taint", "rememberable", "expires")
                      .put("run", fact.run())
                      .put("asked", fact.at()));
      case APPROVAL_ANSWERED -> answered(sheet, fact);
      default -> dropped(sheet, fact.run());
    }
  }

  private static void answered(Sheet sheet, Fact fact) {
    String id = fact.text("approval");
    Sheet.Rows waiting = sheet.rows("waiting");
    ObjectNode row = waiting.find(id).orElseGet(() -> fact.rowInSession().put("run", fact.run()));
    waiting.remove(id);
    row.remove("expires");
    row.setAll(fact.row("choice", "code"));
    row.put("by", fact.by()).put("at", fact.at());
    Sheet.Rows answered = sheet.rows("answered");
    answered.put(id, row);
    answered.keepLast(MAX_ANSWERED);
  }

  /// Nobody answers the questions of a run that is over, least of all after a crash.
  private static void dropped(Sheet sheet, String run) {
    Sheet.Rows waiting = sheet.rows("waiting");
    for (String id : waiting.ids()) {
      if (waiting.get(id, "run").asString("").equals(run)) {
        waiting.remove(id);
      }
    }
  }
}
