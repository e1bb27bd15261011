package alpi.daemon.tool;

import alpi.daemon.base.GrantId;
import alpi.daemon.policy.Access;
import java.util.List;
import java.util.Optional;

/// Decides about what shows only while a call runs: it is judged, and its owner is asked, as if it
/// had been planned.
public interface Consents {
  /// Comes back when `access` may happen.
  ///
  /// @param summary one line for the owner: what, and on which object
  /// @throws alpi.alp.rpc.Problem when it may not; the model is told the sentence
  Pass require(Access access, String summary) throws InterruptedException;

  /// On what `access` would go ahead now without a question; empty when it would not. Nothing is
  /// used up.
  Optional<Pass> free(Access access);

  /// Whether `access` would go ahead now without a question. Nothing is used up.
  default boolean allows(Access access) {
    return free(access).isPresent();
  }

  /// Why an access went ahead.
  ///
  /// @param grants that it rests on
  /// @param asked whether the owner agreed to this very one
  record Pass(String reason, List<GrantId> grants, boolean asked) {
    public Pass {
      grants = List.copyOf(grants);
    }
  }
}
