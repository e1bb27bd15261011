package alpi.daemon.egress;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Turns ledger rows into events: `egress.opened`, `egress.closed` and `egress.denied`, with host
/// and sizes and never a path or a query.
public final class EgressLedger implements Consumer<EgressRecord> {
  private static final int MAX_REASON = 300;

  private final Consumer<Draft> durable;
  private final Consumer<Draft> later;
  private final Actor actor;

  /// @param journal where the events go, for example `journal::append`
  /// @param actor of what is done on nobody's errand
  public EgressLedger(Consumer<Draft> journal, Actor actor) {
    this(journal, journal, actor);
  }

  /// @param durable takes what has to be on record before anything happens: a connection that is
  ///   about to be made, and a refusal
  /// @param later takes what is over
  public EgressLedger(Consumer<Draft> durable, Consumer<Draft> later, Actor actor) {
    this.durable = durable;
    this.later = later;
    this.actor = actor;
  }

  @Override
  public void accept(EgressRecord row) {
    switch (row.phase()) {
      case OPENED -> durable.accept(draft(EventKind.EGRESS_OPENED, row));
      case DENIED -> durable.accept(draft(EventKind.EGRESS_DENIED, row));
      case CLOSED -> later.accept(draft(EventKind.EGRESS_CLOSED, row));
    }
  }

  private Draft draft(EventKind kind, EgressRecord row) {
    Draft draft = Draft.of(kind, row.errand().map(e -> Actor.job(e.run())).orElse(actor));
    if (row.errand().isPresent()) {
      Errand errand = row.errand().get();
      draft = draft.in(errand.session()).corr(errand.run().value());
      if (errand.call().isPresent()) {
        draft = draft.span(label(errand.call().get()));
      }
    }
    return draft.body(body(row));
  }

  private static ObjectNode body(EgressRecord row) {
    ObjectNode body = Json.object().put("kind", row.kind().name().toLowerCase(Locale.ROOT));
    row.errand().ifPresent(errand -> body.put("by", label(errand.by())));
    body.put("protocol", row.protocol()).put("host", row.host()).put("port", row.port());
    row.ip().ifPresent(ip -> body.put("ip", ip));
    if (!row.reason().isEmpty()) {
      body.put("reason", label(row.reason()));
    }
    if (!row.grants().isEmpty()) {
      var ids = body.putArray("grants");
      row.grants().forEach(grant -> ids.add(grant.value()));
    }
    if (row.phase() == EgressRecord.Phase.CLOSED) {
      body.put("bytes_out", row.bytesOut()).put("bytes_in", row.bytesIn());
      body.put("ms", row.took().toMillis());
    }
    return body;
  }

  private static String label(String text) {
    String cut = text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON);
    return cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
  }
}
