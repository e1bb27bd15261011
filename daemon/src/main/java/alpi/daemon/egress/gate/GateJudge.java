package alpi.daemon.egress.gate;

import alpi.daemon.base.Secret;
import java.util.Optional;

/// Decides for one job. The answer depends on the destination alone and never on the protocol that
/// the client speaks to the gate.
@FunctionalInterface
public interface GateJudge {
  /// Decides, and asks the owner where that is the answer; the connection waits meanwhile.
  Verdict judge(Destination destination) throws InterruptedException;

  /// Told that a destination it allowed turned out to be an address that nobody may reach.
  default void outOfReach(Destination to, String reason) {}

  /// The secret that a header of a plain request names, to be sent to a destination.
  ///
  /// @return empty when there is none of that name
  /// @throws alpi.alp.rpc.Problem when it may not be sent there
  default Optional<Secret> lend(String name, Destination to) {
    return Optional.empty();
  }
}
