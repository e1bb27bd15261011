package alpi.daemon.host.verb;

import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// One call of the host plane that changed something, or was turned away.
///
/// @param seq number of the event
/// @param role of the caller
/// @param decision `allowed`, `failed` or `refused`
/// @param target what it was about, where its params name it
/// @param pid of the process that called
/// @param reason the code of the failure, or why it was turned away
/// @param call joins the event with that of its failure
record CallRow(
    long seq,
    Instant at,
    String actor,
    Optional<String> role,
    String verb,
    String decision,
    Optional<String> target,
    Optional<String> via,
    OptionalLong pid,
    Optional<String> reason,
    Optional<String> call) {
  static CallRow of(Event event) {
    JsonNode body = event.body();
    boolean refused = event.kind() == EventKind.AUTH_FAILED;
    return new CallRow(
        event.seq(),
        event.at(),
        event.actor().value(),
        text(body, "role"),
        body.path("verb").asString(""),
        refused ? "refused" : "allowed",
        text(body, "target"),
        text(body, "via"),
        body.path("pid").isNumber()
            ? OptionalLong.of(body.path("pid").asLong(0))
            : OptionalLong.empty(),
        text(body, "reason"),
        event.span());
  }

  /// The same call, once its failure is known.
  CallRow failed(Event failure) {
    return new CallRow(
        seq, at, actor, role, verb, "failed", target, via, pid, text(failure.body(), "code"), call);
  }

  private static Optional<String> text(JsonNode body, String name) {
    return Optional.of(body.path(name).asString("")).filter(text -> !text.isEmpty());
  }
}
