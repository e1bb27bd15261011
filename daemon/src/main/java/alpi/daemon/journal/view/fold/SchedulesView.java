package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// What begins by itself: its state, its latest moment, its latest run.
final class SchedulesView implements View {
  private static final String TABLE = "schedules";

  /// What the actor of a run begins with that a schedule started.
  private static final String ACTOR = "schedule:";

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.SCHEDULE_ADDED,
          EventKind.SCHEDULE_CHANGED,
          EventKind.SCHEDULE_PAUSED,
          EventKind.SCHEDULE_RESUMED,
          EventKind.SCHEDULE_REMOVED,
          EventKind.SCHEDULE_DUE,
          EventKind.SCHEDULE_SKIPPED,
          EventKind.SCHEDULE_MISSED,
          EventKind.JOB_SUBMITTED,
          EventKind.JOB_DONE,
          EventKind.JOB_FAILED,
          EventKind.JOB_CANCELLED,
          EventKind.JOB_LOST,
          EventKind.JOB_PARKED);

  @Override
  public String id() {
    return "schedules";
  }

  @Override
  public String about() {
    return "Schedules with their latest moment and their latest run.";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public Set<EventKind> kinds() {
    return KINDS;
  }

  @Override
  public void begin(Sheet sheet) {
    sheet.table("schedules");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    String id = fact.text("schedule");
    Sheet.Rows rows = sheet.rows(TABLE);
    switch (event.kind()) {
      case SCHEDULE_ADDED ->
          rows.put(
              id,
              fact.row("kind", "untrusted")
                  .put("state", "active")
                  .put("by", fact.by())
                  .put("added", fact.at()));
      case SCHEDULE_CHANGED ->
          fact.row("kind", "untrusted")
              .properties()
              .forEach(field -> rows.set(id, field.getKey(), field.getValue()));
      case SCHEDULE_PAUSED -> rows.set(id, "state", "paused");
      case SCHEDULE_RESUMED -> rows.set(id, "state", "active");
      case SCHEDULE_REMOVED -> rows.remove(id);
      case SCHEDULE_DUE -> {
        rows.add(id, "due", 1);
        rows.set(id, "last", fact.text("at"));
        rows.set(id, "cause", fact.text("cause"));
      }
      case SCHEDULE_SKIPPED -> rows.add(id, "skipped", 1);
      case SCHEDULE_MISSED -> rows.add(id, "missed", Math.max(1, fact.number("count")));
      case JOB_SUBMITTED -> submitted(rows, fact);
      default -> ended(rows, fact);
    }
  }

  private static void submitted(Sheet.Rows rows, Fact fact) {
    if (fact.by().startsWith(ACTOR) && !fact.flag("resumed")) {
      String id = fact.by().substring(ACTOR.length());
      rows.add(id, "runs", 1);
      rows.set(id, "run", fact.job());
      rows.set(id, "runState", "started");
    }
  }

  private static void ended(Sheet.Rows rows, Fact fact) {
    String state = fact.event().kind().wire().substring("job.".length());
    for (String id : rows.ids()) {
      if (rows.get(id, "run").asString("").equals(fact.job()) && !fact.flag("requeued")) {
        rows.set(id, "runState", state);
        rows.set(id, "ran", fact.at());
      }
    }
  }
}
