package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.GrantId;
import alpi.daemon.policy.Decision;
import alpi.daemon.policy.PolicyRequest;
import java.util.List;

/// Says whether a planned call may go ahead, and asks the owner where that is the answer.
public interface Judge {
  /// Decides on the grants that are live now.
  Decision decide(PolicyRequest request);

  /// Puts the question to the owner and waits for the answer, until it expires or the call has to
  /// stop. Consent that is kept becomes a grant that the call is tied to.
  Consent ask(PolicyRequest request, Decision.Ask ask, Shown shown, Holding holding)
      throws InterruptedException;

  /// Uses up what a decision went ahead on, and ties the call to it.
  ///
  /// @return whether all of them were still there to be used
  boolean spend(List<GrantId> grants, PolicyRequest request, Holding holding);

  /// What the owner sees of the call.
  ///
  /// @param arguments exact, as canonical JSON
  record Shown(String callId, String summary, String arguments) {}

  /// The answer.
  sealed interface Consent {
    /// @param how for the record: `once`, `session` or `always`, and by whom
    record Given(String how) implements Consent {}

    /// @param sentence for the model
    record Withheld(ErrorCode code, String sentence) implements Consent {}
  }
}
