package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A recorded fact as clients see it.
///
/// @param run the job that started the run it belongs to
/// @param span the call inside the run
/// @param content hash of the blob that holds what is too large or too private for the record
record EventView(
    long seq,
    Instant at,
    String kind,
    String profile,
    String actor,
    Optional<String> session,
    Optional<String> run,
    Optional<String> span,
    ObjectNode body,
    Optional<String> content,
    String hash) {
  static EventView of(Event event) {
    return new EventView(
        event.seq(),
        event.at(),
        event.kind().wire(),
        event.profile().value(),
        event.actor().value(),
        event.session().map(Object::toString),
        event.corr(),
        event.span(),
        event.body(),
        event.content().map(Object::toString),
        event.hash().hex());
  }
}
