package alpi.daemon.job;

import alpi.daemon.base.Actor;
import alpi.daemon.base.SessionId;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What someone wants done.
///
/// @param kind names the handler, for example `chat.turn`
/// @param key makes a repeated submission the same job; scoped to the profile
public record JobSpec(
    String kind, ObjectNode input, Actor actor, Optional<SessionId> session, Optional<String> key) {
  /// Longest idempotency key, in characters.
  public static final int MAX_KEY = 128;

  public JobSpec {
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > MAX_KEY)) {
      throw new IllegalArgumentException("an idempotency key has 1 to 128 characters");
    }
  }
}
