package alpi.daemon.egress.gate;

/// Decides for one job. The answer depends on the destination alone and never on the protocol that
/// the client speaks to the gate.
@FunctionalInterface
public interface GateJudge {
  /// Decides, and asks the owner where that is the answer; the connection waits meanwhile.
  Verdict judge(Destination destination) throws InterruptedException;
}
