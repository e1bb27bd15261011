package alpi.daemon.journal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The closed list of facts. The wire name is the constant in lower case with dots: `JOB_DONE` is
/// `job.done`. A kind enters this list together with the code that appends it.
public enum EventKind {
  DAEMON_STARTED,
  DAEMON_STOPPED,
  DAEMON_DEGRADED,
  AUTH_FAILED,
  HOST_CALLED,
  HOST_FAILED,
  JOURNAL_CHECKPOINTED,
  BACKUP_MADE,
  BACKUP_RESTORED,

  PROFILE_CREATED,
  PROFILE_REMOVED,
  CONFIG_CHANGED,
  CONFIG_REVERTED,
  SECRET_SET,
  SECRET_USED,

  SESSION_OPENED,
  SESSION_TURN,
  SESSION_RENAMED,
  SESSION_FORKED,
  SESSION_DELETED,

  JOB_SUBMITTED,
  JOB_STARTED,
  JOB_DONE,
  JOB_FAILED,
  JOB_CANCELLED,
  JOB_LOST,
  JOB_RETRIED,
  JOB_PARKED,
  JOB_RELEASED,
  WORK_HALTED,
  WORK_RESUMED,

  SCHEDULE_ADDED,
  SCHEDULE_PAUSED,
  SCHEDULE_RESUMED,
  SCHEDULE_REMOVED,
  SCHEDULE_DUE,
  SCHEDULE_SKIPPED,
  SCHEDULE_MISSED,
  OUTPUT_FILED,
  OUTPUT_REMOVED,

  RUN_STARTED,
  RUN_FINISHED,
  RUN_UNDONE,

  MODEL_CALLED,
  MODEL_ANSWERED,
  MODEL_FAILED,

  TOOL_CALLED,
  TOOL_ANSWERED,
  TOOL_FAILED,
  TOOL_LOST,

  SANDBOX_STARTED,
  SANDBOX_ENDED,
  SANDBOX_DISARMED,

  POLICY_DENIED,
  APPROVAL_ASKED,
  APPROVAL_ANSWERED,
  GRANT_ISSUED,
  GRANT_USED,
  GRANT_EXPIRED,
  GRANT_REVOKED,

  EGRESS_OPENED,
  EGRESS_DENIED,
  EGRESS_CLOSED,

  IDENTITY_MADE,
  PEER_PINNED,
  PEER_CHANGED,
  PEER_REMOVED,
  PEER_DISCARDED,
  LINK_LISTENING,
  LINK_SHUT,
  LINK_INVITED,
  LINK_SERVED,
  LINK_REFUSED,
  LINK_DROPPED,
  LINK_CALLED,

  BLOB_STORED,
  BLOB_SWEPT,
  FILE_CHANGED,
  CONTEXT_ASSEMBLED;

  private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '.');

  public String wire() {
    return wire;
  }

  public static Optional<EventKind> ofWire(String wire) {
    return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findFirst();
  }
}
