package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// How a handler's work ended.
public sealed interface JobOutcome {
  record Done(ObjectNode result) implements JobOutcome {}

  /// @param detail one sentence, safe to show
  record Failed(ErrorCode code, String detail, ObjectNode result) implements JobOutcome {}

  record Cancelled(ObjectNode result) implements JobOutcome {}
}
