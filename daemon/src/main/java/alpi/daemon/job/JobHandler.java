package alpi.daemon.job;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import java.util.Optional;

/// Does the jobs of one kind. Runs on a virtual thread of its own; may block; stops soon after
/// `cancel` fires.
public interface JobHandler {
  String kind();

  /// Whether a job whose worker vanished may simply be run again.
  boolean idempotent();

  /// Does the work. `job.attempt()` larger than 1 means that an earlier attempt vanished half-way.
  /// A thrown problem fails the job with its code; any other exception fails it as `internal`.
  JobOutcome run(Job job, Cancel cancel) throws InterruptedException;

  /// Told when nobody works on a job any more, whatever the reason: it ended, it was cancelled
  /// while it waited, its worker was given up, or its end could not be written. The job's row says
  /// which. Told at least once, and of jobs of any kind: whoever holds something for a job lets go
  /// of it here.
  ///
  /// @param unwritten why the row does not tell the end
  default void ended(JobId job, Optional<Problem> unwritten) {}
}
