package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// One connection in the ledger.
///
/// @param seq number of the event
/// @param decision `allow` or `deny`
/// @param job the run that wanted it
/// @param by tool or model
/// @param protocol what was spoken
/// @param bytesOut absent for one that is open, was refused, or was cut by the daemon's end
/// @param reason why it was allowed, refused or cut
record EgressRow(
    long seq,
    Instant at,
    String decision,
    String actor,
    Optional<String> job,
    String kind,
    Optional<String> by,
    String host,
    int port,
    Optional<String> ip,
    Optional<String> protocol,
    OptionalLong bytesOut,
    OptionalLong bytesIn,
    OptionalLong millis,
    Optional<String> reason) {
  static EgressRow of(Event event) {
    JsonNode body = event.body();
    return new EgressRow(
        event.seq(),
        event.at(),
        event.kind() == EventKind.EGRESS_DENIED ? "deny" : "allow",
        event.actor().value(),
        event.corr(),
        body.path("kind").asString(""),
        text(body, "by"),
        body.path("host").asString(""),
        body.path("port").asInt(0),
        text(body, "ip"),
        text(body, "protocol"),
        number(body, "bytes_out"),
        number(body, "bytes_in"),
        number(body, "ms"),
        text(body, "reason"));
  }

  /// Whether both tell of the same connection, this one of its beginning.
  boolean opens(EgressRow end) {
    return bytesOut.isEmpty()
        && end.bytesOut.isPresent()
        && job.equals(end.job)
        && host.equals(end.host)
        && port == end.port
        && protocol.map(p -> end.protocol.orElse("").startsWith(p)).orElse(false);
  }

  private static Optional<String> text(JsonNode body, String name) {
    return Optional.of(body.path(name).asString("")).filter(text -> !text.isEmpty());
  }

  private static OptionalLong number(JsonNode body, String name) {
    return body.path(name).isNumber()
        ? OptionalLong.of(body.path(name).asLong(0))
        : OptionalLong.empty();
  }
}
