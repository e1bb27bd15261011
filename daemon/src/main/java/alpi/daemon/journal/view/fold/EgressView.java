package alpi.daemon.journal.view.fold;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.view.Sheet;
import alpi.daemon.journal.view.View;
import java.util.EnumSet;
import java.util.Set;

/// What left the machine, host by host and day by day, and what was not let out.
final class EgressView implements View {
  static final int MAX_HOSTS = 1000;
  static final int MAX_DAYS = 400;
  static final int MAX_DENIED = 100;

  private static final Set<EventKind> KINDS =
      EnumSet.of(EventKind.EGRESS_OPENED, EventKind.EGRESS_DENIED, EventKind.EGRESS_CLOSED);

  @Override
  public String id() {
    return "egress";
  }

  @Override
  public String about() {
    return "Connections and bytes by host (1,000) and by day (400), and the last 100 refusals.";
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
    sheet.table("hosts").table("days").table("denied");
  }

  @Override
  public void fold(Sheet sheet, Event event) {
    var fact = new Fact(event);
    String host = fact.text("host");
    Sheet.Rows hosts = sheet.rows("hosts");
    if (!hosts.has(host)) {
      hosts.put(host, fact.row().put("first", fact.at()));
    }
    hosts.set(host, "last", fact.at());
    hosts.set(host, "seq", event.seq());
    Sheet.Rows days = sheet.rows("days");
    if (!days.has(fact.day())) {
      days.put(fact.day(), fact.row());
      days.keepLast(MAX_DAYS);
    }
    switch (event.kind()) {
      case EGRESS_OPENED -> both(hosts, host, days, fact, "connections", 1);
      case EGRESS_CLOSED -> {
        both(hosts, host, days, fact, "bytesOut", fact.number("bytes_out"));
        both(hosts, host, days, fact, "bytesIn", fact.number("bytes_in"));
      }
      case EGRESS_DENIED -> {
        both(hosts, host, days, fact, "refused", 1);
        Sheet.Rows denied = sheet.rows("denied");
        denied.put(
            Long.toString(event.seq()),
            fact.row("host", "port", "by", "kind", "reason")
                .put("run", fact.run())
                .put("at", fact.at()));
        denied.keepLast(MAX_DENIED);
      }
      default -> {} // not among its kinds
    }
    hosts.keepLargest(MAX_HOSTS, "seq");
  }

  private static void both(
      Sheet.Rows hosts, String host, Sheet.Rows days, Fact fact, String field, long more) {
    hosts.add(host, field, more);
    days.add(fact.day(), field, more);
  }
}
