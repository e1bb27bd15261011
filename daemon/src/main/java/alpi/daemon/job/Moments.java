package alpi.daemon.job;

import alpi.daemon.base.Time;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jobs that wait for a moment, and what happens when it comes: they get in line, or are too late.
final class Moments {
  private static final Logger LOG = LoggerFactory.getLogger(Moments.class);

  private final Scheduler scheduler;
  private final Roster roster;
  private final Time time;

  Moments(Scheduler scheduler, Roster roster, Time time) {
    this.scheduler = scheduler;
    this.roster = roster;
    this.time = time;
  }

  /// Does what is due by now.
  void come() {
    for (DueJobs.Due due : roster.due(time)) {
      switch (due.what()) {
        case START -> roster.offer(due.attached(), due.job(), due.priority());
        case DEADLINE -> late(due);
      }
    }
    scheduler.pump();
  }

  private void late(DueJobs.Due due) {
    Optional<Worker> worker = roster.worker(due.job());
    worker.ifPresent(Worker::late);
    if (worker.isEmpty()) {
      try {
        due.attached()
            .jobs()
            .expire(due.job())
            .ifPresent(moved -> {
              if (moved.changed()) {
                roster.withdraw(due.attached(), due.job());
                scheduler.over(due.attached(), due.job(), Optional.empty());
                scheduler.spread(due.attached(), moved.ripple());
              }
            });
      } catch (RuntimeException e) {
        LOG.warn("event=deadline_unrecorded job={}", due.job(), e);
      }
    }
  }

  /// Takes note of a queued job: it gets in line now or when its moment comes.
  void expect(Attached attached, Job job, boolean ready) {
    job.deadline().ifPresent(at -> roster.await(attached, job, DueJobs.What.DEADLINE, at, time));
    if (ready) {
      line(attached, job);
    }
  }

  void line(Attached attached, Job job) {
    Optional<Instant> later = job.notBefore().filter(at -> at.isAfter(time.now()));
    if (later.isPresent()) {
      roster.await(attached, job, DueJobs.What.START, later.get(), time);
    } else {
      roster.offer(attached, job.id(), job.priority());
    }
  }
}
