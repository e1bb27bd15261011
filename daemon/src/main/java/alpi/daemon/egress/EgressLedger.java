package alpi.daemon.egress;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Turns ledger rows into events: `egress.closed` and `egress.denied`, with host and sizes and
/// never a path or a query.
public final class EgressLedger implements Consumer<EgressRecord> {
  private final Consumer<Draft> journal;
  private final Actor actor;

  /// @param journal where the events go, for example `journal::append`
  public EgressLedger(Consumer<Draft> journal, Actor actor) {
    this.journal = journal;
    this.actor = actor;
  }

  @Override
  public void accept(EgressRecord row) {
    ObjectNode body = Json.object().put("kind", row.kind().name().toLowerCase(Locale.ROOT));
    body.put("host", row.host()).put("port", row.port());
    row.ip().ifPresent(ip -> body.put("ip", ip));
    if (row.denied().isPresent()) {
      body.put("reason", row.denied().get());
      journal.accept(Draft.of(EventKind.EGRESS_DENIED, actor).body(body));
      return;
    }
    body.put("bytes_out", row.bytesOut()).put("bytes_in", row.bytesIn());
    body.put("ms", row.took().toMillis());
    journal.accept(Draft.of(EventKind.EGRESS_CLOSED, actor).body(body));
  }
}
