package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// What waits for the owner's word before it is remembered, and how often what happened to
/// memories. Their words are not in the record.
final class MemoryView implements View {
  static final int MAX_HELD = 500;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.MEMORY_KEPT,
          EventKind.MEMORY_REINFORCED,
          EventKind.MEMORY_HELD,
          EventKind.MEMORY_ADMITTED,
          EventKind.MEMORY_REJECTED,
          EventKind.MEMORY_CORRECTED,
          EventKind.MEMORY_CHANGED,
          EventKind.MEMORY_FORGOTTEN,
          EventKind.MEMORY_DROPPED);

  @Override
  public String id() {
    return "memory";
  }

  @Override
  public String about() {
    return "Memories that wait for the owner's word, and how often what happened in each lane.";
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
    sheet.table("held").table("lanes");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    String id = fact.text("memory");
    Sheet.Rows held = sheet.rows("held");
    if (event.kind() == EventKind.MEMORY_HELD) {
      held.put(
          id,
          fact.rowInSession("lane", "chars", "sources", "replaces", "why")
              .put("run", fact.run())
              .put("by", fact.by())
              .put("at", fact.at()));
      held.keepLast(MAX_HELD);
    } else {
      held.remove(id);
    }
    Sheet.Rows lanes = sheet.rows("lanes");
    if (!lanes.has(fact.text("lane"))) {
      lanes.put(fact.text("lane"), fact.row());
    }
    lanes.add(fact.text("lane"), event.kind().wire().substring("memory.".length()), 1);
    lanes.set(fact.text("lane"), "last", fact.at());
  }
}
