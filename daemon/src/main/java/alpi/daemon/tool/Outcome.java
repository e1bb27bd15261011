package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.session.Message;
import java.time.Duration;
import java.util.Optional;

/// What a call came to: the line for the conversation, and what the turn must know besides.
///
/// @param code the named reason when it failed or was refused
/// @param ran whether the tool was started at all
/// @param bytes of the whole output, in UTF-8
public record Outcome(
    Message.Tool message, Optional<ErrorCode> code, boolean ran, Duration took, long bytes) {

  /// Whether nobody agreed to it: neither a grant nor the owner.
  public boolean refused() {
    return code.filter(c ->
            c == ErrorCode.DENIED
                || c == ErrorCode.NEED_GRANT
                || c == ErrorCode.APPROVAL_TIMEOUT
                || c == ErrorCode.EGRESS_DENIED)
        .isPresent();
  }
}
