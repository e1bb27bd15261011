package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.job.JobMoves.Moved;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the ends of attempts on record, and goes on trying while the disk refuses.
final class Recorder {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  private final Scheduler scheduler;
  private final Roster roster;
  private final Time time;

  Recorder(Scheduler scheduler, Roster roster, Time time) {
    this.scheduler = scheduler;
    this.roster = roster;
    this.time = time;
  }

  /// Records how it ended. An outcome that can never be written is replaced by a failure that can.
  Ripple settle(Worker worker, JobOutcome outcome) {
    Attempt first = recorded(worker, outcome);
    if (first.refusal().isEmpty()) {
      return first.ripple();
    }
    if (passes(first.refusal().get())) {
      return insist(worker, outcome, first.refusal().get());
    }
    Problem reason = problem(first.refusal().get());
    JobOutcome failed = Worker.failed(reason.code(), reason.sentence());
    Attempt second = recorded(worker, failed);
    return second.refusal().isEmpty()
        ? second.ripple()
        : insist(worker, failed, second.refusal().get());
  }

  /// While the disk refuses, the outcome is kept and tried again; whoever watches is told at once.
  private Ripple insist(Worker worker, JobOutcome outcome, Throwable refusal) {
    scheduler.over(worker.attached(), worker.job().id(), Optional.of(problem(refusal)));
    Attempt last = new Attempt(Optional.of(refusal), Ripple.NONE);
    while (last.refusal().filter(Recorder::passes).isPresent() && !pauseBeforeRetry()) {
      last = recorded(worker, outcome);
    }
    return last.ripple();
  }

  /// @param refusal why the outcome is not on record
  private record Attempt(Optional<Throwable> refusal, Ripple ripple) {}

  private Attempt recorded(Worker worker, JobOutcome outcome) {
    try {
      return new Attempt(Optional.empty(), record(worker, outcome));
    } catch (RuntimeException | Error e) {
      LOG.warn("event=outcome_not_recorded job={}", worker.job().id(), e);
      return new Attempt(Optional.of(e), Ripple.NONE);
    }
  }

  /// Whether the same write may succeed later.
  static boolean passes(Throwable refusal) {
    return refusal instanceof Problem problem
        && (problem.code() == ErrorCode.DISK_FULL || problem.code() == ErrorCode.STORAGE);
  }

  static Problem problem(Throwable refusal) {
    return refusal instanceof Problem problem
        ? problem
        : Problem.of(
                ErrorCode.INTERNAL,
                "The end of the work could not be recorded.",
                "The log says more: `alpi daemon logs`.")
            .because(refusal);
  }

  private Ripple record(Worker worker, JobOutcome outcome) {
    Jobs jobs = worker.attached().jobs();
    Job job = worker.job();
    if (worker.expired(time.nanos())) {
      scheduler.giveUp(worker, "lease");
      return Ripple.NONE;
    }
    if (outcome instanceof JobOutcome.Cancelled cancelled) {
      if (roster.stopping(worker.attached()) && roster.idempotent(worker)) {
        return jobs.giveUp(job, true, "stop").ripple();
      }
      if (worker.wasLate()) {
        return ended(worker, jobs.finish(job, tooLate(cancelled)));
      }
    }
    return ended(worker, jobs.finish(job, outcome));
  }

  private static JobOutcome tooLate(JobOutcome.Cancelled cancelled) {
    return new JobOutcome.Failed(
        ErrorCode.DEADLINE,
        "Its deadline passed before it was done.",
        cancelled.result(),
        cancelled.facts());
  }

  private static Ripple ended(Worker worker, Moved moved) {
    if (!moved.changed()) {
      Job job = worker.job();
      LOG.warn("event=late_outcome_refused job={} attempt={}", job.id(), job.attempt());
    }
    return moved.ripple();
  }

  /// @return whether to stop trying
  boolean pauseBeforeRetry() {
    try {
      return roster.pause(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
