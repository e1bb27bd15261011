package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// One unit of work as its row says it is.
///
/// @param attempt how often it was started; the fence that a late worker cannot pass
/// @param tried attempts that count against its limit: those since it was last released
/// @param notBefore it does not start earlier: by its submitter's wish, or resting before a retry
/// @param result what a finished handler left, small
/// @param error why it ended, or why its last attempt did
public record Job(
    JobId id,
    String kind,
    ObjectNode input,
    Actor actor,
    Optional<SessionId> session,
    Optional<String> key,
    JobState state,
    int attempt,
    int tried,
    int priority,
    Retry retry,
    Optional<Instant> notBefore,
    Optional<Instant> deadline,
    Optional<JobId> parent,
    Optional<ObjectNode> result,
    Optional<ErrorCode> error,
    Optional<String> detail,
    Instant created,
    Instant updated) {
  boolean triesLeft() {
    return tried < retry.tries();
  }

  boolean late(Instant now) {
    return deadline.filter(latest -> !now.isBefore(latest)).isPresent();
  }
}
