package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Runs under way and the last that ended, each with what it used and did.
final class RunsView implements View {
  static final int MAX_ENDED = 200;

  /// Runs are the jobs of this kind.
  static final String TURN = "chat.turn";

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.JOB_SUBMITTED,
          EventKind.JOB_LOST,
          EventKind.JOB_FAILED,
          EventKind.JOB_CANCELLED,
          EventKind.JOB_DONE,
          EventKind.RUN_STARTED,
          EventKind.RUN_FINISHED,
          EventKind.RUN_UNDONE,
          EventKind.MODEL_CALLED,
          EventKind.MODEL_ANSWERED,
          EventKind.MODEL_FAILED,
          EventKind.TOOL_CALLED,
          EventKind.TOOL_ANSWERED,
          EventKind.TOOL_FAILED,
          EventKind.TOOL_LOST,
          EventKind.POLICY_DENIED,
          EventKind.APPROVAL_ASKED,
          EventKind.APPROVAL_ANSWERED,
          EventKind.FILE_CHANGED,
          EventKind.EGRESS_CLOSED);

  @Override
  public String id() {
    return "runs";
  }

  @Override
  public String about() {
    return "Runs that wait or are under way and the last 200 that ended: model, tokens, money,"
        + " tools, files, bytes.";
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
    sheet.table("live").table("ended");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    if (fact.run().isEmpty()) {
      return;
    }
    switch (event.kind()) {
      case JOB_SUBMITTED -> submitted(sheet, fact);
      case RUN_STARTED -> started(sheet, fact);
      case RUN_FINISHED -> ended(sheet, fact, fact.text("state"));
      case JOB_DONE, JOB_FAILED, JOB_CANCELLED -> over(sheet, fact);
      case JOB_LOST -> {
        if (!fact.flag("requeued")) {
          ended(sheet, fact, "interrupted");
        }
      }
      default -> worked(where(sheet, fact.run()), fact);
    }
  }

  private static void submitted(Sheet sheet, Fact fact) {
    if (!fact.text("kind").equals(TURN)) {
      return;
    }
    Sheet.Rows ended = sheet.rows("ended");
    ObjectNode row = ended.find(fact.run()).orElseGet(() -> fact.rowInSession());
    ended.remove(fact.run());
    row.put("state", "queued").put("by", fact.by()).put("asked", fact.at());
    sheet.rows("live").put(fact.run(), row);
  }

  private static void started(Sheet sheet, Fact fact) {
    Sheet.Rows live = sheet.rows("live");
    if (!live.has(fact.run())) {
      live.put(fact.run(), fact.rowInSession());
    }
    live.set(fact.run(), "state", "running");
    live.set(fact.run(), "began", fact.at());
    live.set(fact.run(), "model", fact.text("model"));
    live.set(fact.run(), "attempt", fact.number("attempt"));
    live.set(fact.run(), "attended", fact.flag("attended"));
    live.set(fact.run(), "alone", fact.flag("alone"));
  }

  /// A job that ended without a word of its run, for example one that never began.
  private static void over(Sheet sheet, Fact fact) {
    if (sheet.rows("live").has(fact.run())) {
      ended(
          sheet,
          fact,
          switch (fact.event().kind()) {
            case JOB_DONE -> "done";
            case JOB_CANCELLED -> "cancelled";
            default -> "failed";
          });
    }
  }

  private static void ended(Sheet sheet, Fact fact, String state) {
    Sheet.Rows live = sheet.rows("live");
    if (!live.has(fact.run())) {
      sheet.rows("ended").set(fact.run(), "state", state);
      return;
    }
    ObjectNode row = live.find(fact.run()).orElseThrow();
    live.remove(fact.run());
    row.put("state", state).put("ended", fact.at());
    row.remove("doing");
    row.remove("asks");
    if (fact.has("ms")) {
      row.put("millis", fact.number("ms"));
    }
    String code = fact.has("code") ? fact.text("code") : fact.text("error_code");
    if (!code.isEmpty()) {
      row.put("code", code);
    }
    Sheet.Rows ended = sheet.rows("ended");
    ended.put(fact.run(), row);
    ended.keepLast(MAX_ENDED);
  }

  private static Sheet.Rows where(Sheet sheet, String run) {
    Sheet.Rows live = sheet.rows("live");
    return live.has(run) ? live : sheet.rows("ended");
  }

  private static void worked(Sheet.Rows rows, Fact fact) {
    String run = fact.run();
    switch (fact.event().kind()) {
      case MODEL_CALLED -> {
        rows.add(run, "steps", 1);
        rows.set(run, "model", fact.text("model"));
      }
      case MODEL_ANSWERED, MODEL_FAILED -> spent(rows, fact);
      case TOOL_CALLED -> {
        rows.add(run, "tools", 1);
        rows.set(run, "doing", fact.text("tool"));
      }
      case TOOL_ANSWERED -> rows.clear(run, "doing");
      case TOOL_FAILED, TOOL_LOST -> {
        rows.add(run, "toolsFailed", 1);
        rows.clear(run, "doing");
      }
      case POLICY_DENIED -> rows.add(run, "denied", 1);
      case APPROVAL_ASKED -> rows.add(run, "asks", 1);
      case APPROVAL_ANSWERED -> rows.add(run, "asks", rows.get(run, "asks").asLong(0) > 0 ? -1 : 0);
      case FILE_CHANGED -> rows.add(run, "files", fact.text("tool").equals("undo") ? 0 : 1);
      case EGRESS_CLOSED -> {
        rows.add(run, "bytesOut", fact.number("bytes_out"));
        rows.add(run, "bytesIn", fact.number("bytes_in"));
      }
      case RUN_UNDONE -> rows.set(run, "undone", fact.at());
      default -> {} // not among its kinds
    }
  }

  private static void spent(Sheet.Rows rows, Fact fact) {
    String run = fact.run();
    rows.add(run, "input", fact.number("input"));
    rows.add(run, "output", fact.number("output"));
    rows.add(run, "cached", fact.number("cached"));
    if (fact.has("usd")) {
      rows.set(run, "usd", Usd.plus(rows.get(run, "usd").asString("0"), fact.text("usd")));
    }
  }
}
