package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Permissions that hold, as far as the record tells: one whose time has run out stands here until
/// that is on record, so whoever shows them looks at `expires`.
final class GrantsView implements View {
  static final int MAX_ENDED = 50;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.GRANT_ISSUED,
          EventKind.GRANT_USED,
          EventKind.GRANT_EXPIRED,
          EventKind.GRANT_REVOKED);

  @Override
  public String id() {
    return "grants";
  }

  @Override
  public String about() {
    return "Grants with what is left of them, and the last 50 that ended.";
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
    String id = fact.text("grant");
    switch (event.kind()) {
      case GRANT_ISSUED ->
          sheet
              .rows("live")
              .put(
                  id,
                  fact.rowInSession("capability", "job", "expires", "uses", "unit", "budget")
                      .put("by", fact.by())
                      .put("issued", fact.at()));
      case GRANT_USED -> used(sheet, id, fact);
      case GRANT_EXPIRED -> ended(sheet, id, fact, "expired");
      case GRANT_REVOKED -> ended(sheet, id, fact, "revoked");
      default -> {} // not among its kinds
    }
  }

  private static void used(Sheet sheet, String id, Fact fact) {
    Sheet.Rows live = sheet.rows("live");
    String unit = live.get(id, "unit").asString("");
    boolean charged = !unit.isEmpty() && fact.has(unit);
    String counter = charged ? "budget" : "uses";
    if (!charged) {
      live.add(id, "used", 1);
      live.set(id, "last", fact.at());
    }
    long before = live.get(id, counter).asLong(0);
    if (before > 0) {
      live.add(id, counter, -Math.min(before, charged ? fact.number(unit) : 1));
      if (live.get(id, counter).asLong(0) == 0) {
        ended(sheet, id, fact, "exhausted");
      }
    }
  }

  private static void ended(Sheet sheet, String id, Fact fact, String state) {
    Sheet.Rows live = sheet.rows("live");
    if (live.find(id).isEmpty()) {
      return;
    }
    ObjectNode row = live.find(id).orElseThrow();
    live.remove(id);
    row.put("state", state).put("ended", fact.at()).put("endedBy", fact.by());
    Sheet.Rows ended = sheet.rows("ended");
    ended.put(id, row);
    ended.keepLast(MAX_ENDED);
  }
}
