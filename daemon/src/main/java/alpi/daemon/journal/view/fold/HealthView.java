package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// Whether the daemon and the record are well, as far as the record tells. What concerns the whole
/// machine stands in the default profile.
final class HealthView implements View {
  static final int MAX_FAILURES = 50;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.DAEMON_STARTED,
          EventKind.DAEMON_STOPPED,
          EventKind.DAEMON_DEGRADED,
          EventKind.JOURNAL_CHECKPOINTED,
          EventKind.BACKUP_MADE,
          EventKind.BACKUP_RESTORED,
          EventKind.AUTH_FAILED,
          EventKind.MODEL_FAILED,
          EventKind.JOB_PARKED,
          EventKind.JOB_LOST,
          EventKind.SANDBOX_DISARMED,
          EventKind.BLOB_REFUSED,
          EventKind.PROFILE_CREATED,
          EventKind.PROFILE_REMOVED);

  @Override
  public String id() {
    return "health";
  }

  @Override
  public String about() {
    return "The daemon, what it runs without, the newest checkpoint and backup, and what went wrong"
        + " lately.";
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
    sheet.table("degraded").table("profiles").table("failures");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    switch (event.kind()) {
      case DAEMON_STARTED -> {
        sheet.set("daemon", fact.row("version", "pid").put("started", fact.at()));
        sheet.rows("degraded").keepLast(0);
        sheet.add("starts", 1);
      }
      case DAEMON_STOPPED -> sheet.set("stopped", fact.row("clean").put("at", fact.at()));
      case DAEMON_DEGRADED ->
          sheet
              .rows("degraded")
              .put(fact.text("component"), fact.row("reason").put("at", fact.at()));
      case JOURNAL_CHECKPOINTED ->
          sheet.set("checkpoint", fact.row("number", "upto", "key").put("at", fact.at()));
      case BACKUP_MADE -> sheet.set("backup", fact.row().put("at", fact.at()));
      case BACKUP_RESTORED -> sheet.set("restored", fact.row().put("at", fact.at()));
      case PROFILE_CREATED ->
          sheet.rows("profiles").put(fact.text("name"), fact.row().put("created", fact.at()));
      case PROFILE_REMOVED -> sheet.rows("profiles").remove(fact.text("name"));
      case AUTH_FAILED -> {
        sheet.add("turnedAway", 1);
        sheet.set("lastTurnedAway", fact.at());
      }
      default -> failed(sheet, fact);
    }
  }

  private static void failed(Sheet sheet, Fact fact) {
    if (fact.flag("requeued")) {
      return;
    }
    Sheet.Rows failures = sheet.rows("failures");
    failures.put(
        Long.toString(fact.event().seq()),
        fact.row("kind", "model", "code", "error_code", "reason")
            .put("event", fact.event().kind().wire())
            .put("run", fact.run())
            .put("at", fact.at()));
    failures.keepLast(MAX_FAILURES);
  }
}
