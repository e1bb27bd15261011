package alpi.daemon.journal;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.SessionId;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A fact that is about to be recorded. The journal adds its number, its time and its link in the
/// chain.
///
/// @param corr the run it belongs to: the id of the job that started it
/// @param span the call it belongs to, inside the run
/// @param body ids, sizes, hashes, short labels: never private text; at most [#MAX_BODY_BYTES] as
///   JSON
/// @param content where larger or private content lies, stored before this is appended
public record Draft(
    EventKind kind,
    Actor actor,
    Optional<SessionId> session,
    Optional<String> corr,
    Optional<String> span,
    ObjectNode body,
    Optional<Sha256> content) {
  /// Largest body, in bytes of UTF-8 JSON.
  public static final int MAX_BODY_BYTES = 4096;

  public static Draft of(EventKind kind, Actor actor) {
    return new Draft(
        kind,
        actor,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.object(),
        Optional.empty());
  }

  public Draft in(SessionId session) {
    return new Draft(kind, actor, Optional.of(session), corr, span, body, content);
  }

  public Draft in(Optional<SessionId> session) {
    return new Draft(kind, actor, session, corr, span, body, content);
  }

  public Draft corr(String corr) {
    return new Draft(kind, actor, session, Optional.of(corr), span, body, content);
  }

  public Draft span(String span) {
    return new Draft(kind, actor, session, corr, Optional.of(span), body, content);
  }

  public Draft body(ObjectNode body) {
    return new Draft(kind, actor, session, corr, span, body, content);
  }

  /// Adds one text field to a copy of the body.
  public Draft with(String field, String value) {
    return body(body.deepCopy().put(field, value));
  }

  public Draft with(String field, long value) {
    return body(body.deepCopy().put(field, value));
  }

  public Draft with(String field, boolean value) {
    return body(body.deepCopy().put(field, value));
  }

  public Draft content(Sha256 hash) {
    return new Draft(kind, actor, session, corr, span, body, Optional.of(hash));
  }
}
