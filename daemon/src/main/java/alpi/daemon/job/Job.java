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
/// @param result what a finished handler left, small
public record Job(
    JobId id,
    String kind,
    ObjectNode input,
    Actor actor,
    Optional<SessionId> session,
    Optional<String> key,
    JobState state,
    int attempt,
    Optional<ObjectNode> result,
    Optional<ErrorCode> error,
    Optional<String> detail,
    Instant created,
    Instant updated) {}
