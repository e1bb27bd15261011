package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What waits, what runs, what has ended lately, and whether all of it is halted.
final class JobsView implements View {
  static final int MAX_ENDED = 200;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.JOB_SUBMITTED,
          EventKind.JOB_STARTED,
          EventKind.JOB_RETRIED,
          EventKind.JOB_LOST,
          EventKind.JOB_PARKED,
          EventKind.JOB_RELEASED,
          EventKind.JOB_DONE,
          EventKind.JOB_FAILED,
          EventKind.JOB_CANCELLED,
          EventKind.WORK_HALTED,
          EventKind.WORK_RESUMED);

  @Override
  public String id() {
    return "jobs";
  }

  @Override
  public String about() {
    return "Jobs that wait, run or are parked, the last 200 that ended, and the halt in force.";
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
    sheet.table("open").table("ended");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    switch (event.kind()) {
      case WORK_HALTED ->
          sheet.set(
              "halted", fact.row("reason", "machine").put("by", fact.by()).put("at", fact.at()));
      case WORK_RESUMED -> sheet.clear("halted");
      case JOB_SUBMITTED -> submitted(sheet, fact);
      case JOB_STARTED -> started(sheet, fact);
      case JOB_RETRIED, JOB_RELEASED -> waits(sheet, fact, "queued");
      case JOB_PARKED -> waits(sheet, fact, "parked");
      case JOB_LOST -> {
        if (fact.flag("requeued")) {
          waits(sheet, fact, "queued");
        } else {
          ended(sheet, fact, "lost");
        }
      }
      case JOB_DONE -> ended(sheet, fact, "done");
      case JOB_FAILED -> ended(sheet, fact, "failed");
      case JOB_CANCELLED -> ended(sheet, fact, "cancelled");
      default -> {} // not among its kinds
    }
  }

  private static void submitted(Sheet sheet, Fact fact) {
    sheet.rows("ended").remove(fact.job());
    sheet
        .rows("open")
        .put(
            fact.job(),
            fact.rowInSession("kind")
                .put("state", "queued")
                .put("by", fact.by())
                .put("submitted", fact.at()));
  }

  private static void started(Sheet sheet, Fact fact) {
    Sheet.Rows open = sheet.rows("open");
    open.set(fact.job(), "state", "running");
    open.set(fact.job(), "started", fact.at());
    open.set(fact.job(), "attempt", fact.number("attempt"));
    open.clear(fact.job(), "restMillis");
  }

  private static void waits(Sheet sheet, Fact fact, String state) {
    Sheet.Rows open = sheet.rows("open");
    open.set(fact.job(), "state", state);
    if (fact.has("rest_ms")) {
      open.set(fact.job(), "restMillis", fact.number("rest_ms"));
    }
    if (fact.has("error_code")) {
      open.set(fact.job(), "code", fact.text("error_code"));
    }
  }

  private static void ended(Sheet sheet, Fact fact, String state) {
    Sheet.Rows open = sheet.rows("open");
    ObjectNode row = open.find(fact.job()).orElseGet(() -> fact.rowInSession("kind"));
    open.remove(fact.job());
    row.put("state", state).put("ended", fact.at()).remove("restMillis");
    if (fact.has("ms")) {
      row.put("millis", fact.number("ms"));
    }
    if (fact.has("error_code")) {
      row.put("code", fact.text("error_code"));
    }
    Sheet.Rows ended = sheet.rows("ended");
    ended.put(fact.job(), row);
    ended.keepLast(MAX_ENDED);
  }
}
