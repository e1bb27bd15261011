package alpi.daemon.context.memory;

import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.util.Optional;

/// Who had something kept, and in which conversation it was said.
public record Origin(Actor actor, Optional<SessionId> session, Optional<JobId> run) {
  /// Of something done outside any conversation.
  public static Origin of(Actor actor) {
    return new Origin(actor, Optional.empty(), Optional.empty());
  }
}
