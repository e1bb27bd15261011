package alpi.daemon.job;

import alpi.daemon.base.Cancel;

/// Does the jobs of one kind. Runs on a virtual thread of its own; may block; stops soon after
/// `cancel` fires.
public interface JobHandler {
  String kind();

  /// Whether a job whose worker vanished may simply be run again.
  boolean idempotent();

  /// Does the work. `job.attempt()` larger than 1 means that an earlier attempt vanished half-way.
  /// A thrown problem fails the job with its code; any other exception fails it as `internal`.
  JobOutcome run(Job job, Cancel cancel) throws InterruptedException;
}
