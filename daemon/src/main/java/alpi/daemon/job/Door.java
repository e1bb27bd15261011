package alpi.daemon.job;

import alpi.daemon.base.JobId;
import java.time.Duration;
import java.util.Optional;

/// What one profile's table talks to while it is attached.
record Door(Scheduler scheduler, Roster roster, Attached attached) implements Launcher {
  @Override
  public Optional<Place> reserve(String kind) {
    return roster.reserve(attached.profile()) ? Optional.of(new Seat(this)) : Optional.empty();
  }

  @Override
  public void queued(JobId id) {
    roster.offer(attached, id);
    scheduler.pump();
  }

  @Override
  public void cancelled(Job job) {
    switch (job.state()) {
      case QUEUED -> {}
      case RUNNING -> roster.toStop(job.id()).ifPresent(worker -> worker.cancel().fire());
      case DONE, FAILED, CANCELLED, LOST -> {
        roster.withdraw(attached, job.id());
        scheduler.over(attached, job.id(), Optional.empty());
      }
    }
  }

  /// A place of the profile, taken.
  private record Seat(Door door) implements Place {
    @Override
    public String owner() {
      return door.scheduler.owner();
    }

    @Override
    public Duration lease() {
      return Scheduler.LEASE;
    }

    @Override
    public void launch(Job job) {
      door.scheduler.launch(door.attached, job);
    }

    @Override
    public void giveBack() {
      door.roster.release(door.attached.profile());
      door.scheduler.pump();
    }
  }
}
