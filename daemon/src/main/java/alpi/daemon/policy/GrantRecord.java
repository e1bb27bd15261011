package alpi.daemon.policy;

import alpi.daemon.base.Actor;
import java.time.Instant;
import java.util.Optional;

/// A grant with what became of it.
///
/// @param revoked when it was taken back, and by whom
public record GrantRecord(Grant grant, Optional<Instant> revoked, Optional<Actor> revokedBy) {
  /// Whether it holds, or why it no longer does.
  public enum State {
    LIVE,
    EXPIRED,
    EXHAUSTED,
    REVOKED
  }

  /// @param holds whether its time still runs
  State state(boolean holds) {
    boolean usedUp =
        (grant.usesLeft().isPresent() && grant.usesLeft().getAsLong() == 0)
            || grant.budget().filter(budget -> budget.left() == 0).isPresent();
    if (revoked.isPresent()) {
      return State.REVOKED;
    }
    if (usedUp) {
      return State.EXHAUSTED;
    }
    return holds ? State.LIVE : State.EXPIRED;
  }
}
