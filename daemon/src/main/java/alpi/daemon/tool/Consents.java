package alpi.daemon.tool;

import alpi.daemon.policy.Access;

/// Decides about what shows only while a call runs: it is judged, and its owner is asked, as if it
/// had been planned.
@FunctionalInterface
public interface Consents {
  /// Comes back when `access` may happen.
  ///
  /// @param summary one line for the owner: what, and on which object
  /// @throws alpi.alp.rpc.Problem when it may not; the model is told the sentence
  void require(Access access, String summary) throws InterruptedException;
}
