package alpi.daemon.agent;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobHandler;
import alpi.daemon.job.JobOutcome;
import java.util.Optional;

/// Runs the turns of one profile as jobs. A turn is not safe to repeat: when the daemon dies under
/// one, it is lost until someone takes it up again.
public final class TurnJob implements JobHandler {
  public static final String KIND = "chat.turn";

  private final ProfileTurns turns;

  public TurnJob(ProfileTurns turns) {
    this.turns = turns;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean idempotent() {
    return false;
  }

  @Override
  public JobOutcome run(Job job, Cancel cancel) throws InterruptedException {
    return turns.execute(job, cancel);
  }

  @Override
  public void ended(JobId job, Optional<Problem> unwritten) {
    turns.ended(job, unwritten);
  }
}
