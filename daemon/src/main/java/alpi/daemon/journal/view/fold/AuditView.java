package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// Who changed or approved what, and who was turned away.
final class AuditView implements View {
  static final int MAX = 200;

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.HOST_CALLED,
          EventKind.HOST_FAILED,
          EventKind.AUTH_FAILED,
          EventKind.POLICY_DENIED,
          EventKind.LINK_REFUSED);

  @Override
  public String id() {
    return "audit";
  }

  @Override
  public String about() {
    return "The last 200 calls that changed something and the last 200 refusals.";
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
    sheet.table("calls").table("refused");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    switch (event.kind()) {
      case HOST_CALLED -> {
        Sheet.Rows calls = sheet.rows("calls");
        calls.put(
            event.span().orElse(Long.toString(event.seq())),
            fact.row("verb", "role", "via", "target").put("by", fact.by()).put("at", fact.at()));
        calls.keepLast(MAX);
      }
      case HOST_FAILED ->
          event.span().ifPresent(span -> sheet.rows("calls").set(span, "code", fact.text("code")));
      default -> {
        Sheet.Rows refused = sheet.rows("refused");
        refused.put(
            Long.toString(event.seq()),
            fact.rowInSession("verb", "tool", "method", "rule", "reason", "code")
                .put("kind", event.kind().wire())
                .put("run", fact.run())
                .put("by", fact.by())
                .put("at", fact.at()));
        refused.keepLast(MAX);
        sheet.add("refusals", 1);
      }
    }
  }
}
