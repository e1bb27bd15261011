package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// Tokens and money, day by day in UTC and by model. Money is an exact text.
final class UsageView implements View {
  static final int MAX_DAYS = 400;
  static final int MAX_MODELS = 100;

  private static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.MODEL_ANSWERED, EventKind.MODEL_FAILED);

  @Override
  public String id() {
    return "usage";
  }

  @Override
  public String about() {
    return "Calls of models, tokens and money by day (400) and by model (100).";
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
    sheet.table("days").table("models");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    Sheet.Rows days = sheet.rows("days");
    count(days, fact.day(), fact);
    days.keepLast(MAX_DAYS);
    Sheet.Rows models = sheet.rows("models");
    count(models, fact.text("model"), fact);
    models.set(fact.text("model"), "seq", event.seq());
    models.keepLargest(MAX_MODELS, "seq");
  }

  private static void count(Sheet.Rows rows, String id, Fact fact) {
    if (!rows.has(id)) {
      rows.put(id, fact.row());
    }
    rows.add(id, fact.event().kind() == EventKind.MODEL_ANSWERED ? "calls" : "failed", 1);
    rows.add(id, "input", fact.number("input"));
    rows.add(id, "output", fact.number("output"));
    rows.add(id, "cached", fact.number("cached"));
    rows.add(id, "millis", fact.number("ms"));
    if (fact.has("usd")) {
      rows.set(id, "usd", Usd.plus(rows.get(id, "usd").asString("0"), fact.text("usd")));
    }
  }
}
