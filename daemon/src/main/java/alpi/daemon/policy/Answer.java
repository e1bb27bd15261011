package alpi.daemon.policy;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ApprovalId;
import java.time.Instant;
import java.util.Optional;

/// What came of an inquiry.
///
/// @param choice [Choice#DENY] whenever nobody agreed
/// @param text the reply to a question
/// @param code why not, when it was denied: `denied`, `approval_timeout`, `cancelled`, `storage`
public record Answer(
    ApprovalId id,
    Choice choice,
    Optional<String> text,
    Optional<ErrorCode> code,
    Actor by,
    Instant at) {

  /// Whether the call may go ahead, or the question was answered.
  public boolean agreed() {
    return choice != Choice.DENY;
  }
}
