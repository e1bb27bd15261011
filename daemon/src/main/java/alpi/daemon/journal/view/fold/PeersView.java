package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Who is pinned and what passed between them and us, who was turned away, where we listen.
final class PeersView implements View {
  private static final String TABLE = "peers";
  private static final String ACTOR = "peer:";

  private static final Set<EventKind> KINDS =
      EnumSet.of(
          EventKind.IDENTITY_MADE,
          EventKind.PEER_PINNED,
          EventKind.PEER_CHANGED,
          EventKind.PEER_REMOVED,
          EventKind.LINK_LISTENING,
          EventKind.LINK_SHUT,
          EventKind.LINK_INVITED,
          EventKind.LINK_SERVED,
          EventKind.LINK_REFUSED,
          EventKind.LINK_DROPPED,
          EventKind.LINK_CALLED);

  @Override
  public String id() {
    return "peers";
  }

  @Override
  public String about() {
    return "Peers with what was served, refused and asked; strangers; where the profile listens.";
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
    sheet.table("peers");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    String id = fact.text("peer");
    Sheet.Rows rows = sheet.rows(TABLE);
    switch (event.kind()) {
      case IDENTITY_MADE -> sheet.set("key", fact.text("key"));
      case PEER_PINNED ->
          rows.put(id, fact.row("key", "allow").put("by", fact.by()).put("pinned", fact.at()));
      case PEER_CHANGED -> changed(rows, id, fact);
      case PEER_REMOVED -> rows.remove(id);
      case LINK_LISTENING -> sheet.set("listens", fact.text("at"));
      case LINK_SHUT -> sheet.clear("listens");
      case LINK_INVITED -> sheet.add("invitations", 1);
      case LINK_SERVED -> counted(rows, actor(fact), "served", fact);
      case LINK_REFUSED -> {
        rows.add(actor(fact), "refused", 1 + fact.number("unrecorded"));
        rows.set(actor(fact), "lastRefused", fact.at());
      }
      case LINK_DROPPED -> {
        sheet.add("dropped", 1 + fact.number("unrecorded"));
        sheet.set("lastDropped", fact.row("reason", "from").put("at", fact.at()));
      }
      case LINK_CALLED -> {
        counted(rows, id, "called", fact);
        rows.set(id, "lastCall", fact.row("method", "state").put("at", fact.at()));
      }
      default -> {} // not among its kinds
    }
  }

  private static void changed(Sheet.Rows rows, String id, Fact fact) {
    if (fact.has("name")) {
      rows.find(id)
          .ifPresent(row -> {
            rows.remove(id);
            rows.put(fact.text("name"), row);
          });
      return;
    }
    for (String field : List.of("allow", "address")) {
      if (fact.has(field)) {
        rows.set(id, field, fact.text(field));
      }
    }
    if (fact.has("per_minute")) {
      rows.set(id, "perMinute", fact.number("per_minute"));
    }
  }

  private static void counted(Sheet.Rows rows, String id, String field, Fact fact) {
    rows.add(id, field, 1);
    rows.set(id, "last", fact.at());
  }

  private static String actor(Fact fact) {
    return fact.by().startsWith(ACTOR) ? fact.by().substring(ACTOR.length()) : fact.by();
  }
}
