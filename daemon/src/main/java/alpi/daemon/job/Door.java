package alpi.daemon.job;

import java.time.Duration;
import java.util.Optional;

/// What one profile's table talks to while it is attached.
record Door(Scheduler scheduler, Roster roster, Attached attached) implements Launcher {
  @Override
  public Optional<Place> reserve(int priority) {
    return roster.reserve(attached.profile(), priority)
        ? Optional.of(new Seat(this))
        : Optional.empty();
  }

  @Override
  public void queued(Job job, boolean ready) {
    if (job.state() == JobState.QUEUED) {
      scheduler.moments().expect(attached, job, ready);
      scheduler.pump();
    } else {
      scheduler.over(attached, job.id(), Optional.empty());
    }
  }

  @Override
  public void cancelled(Job job) {
    switch (job.state()) {
      case QUEUED -> {}
      case RUNNING -> roster.toStop(job.id()).ifPresent(worker -> worker.cancel().fire());
      case DONE, FAILED, CANCELLED, LOST, PARKED -> {
        roster.withdraw(attached, job.id());
        scheduler.over(attached, job.id(), Optional.empty());
      }
    }
  }

  @Override
  public void spread(Ripple ripple) {
    scheduler.spread(attached, ripple);
  }

  @Override
  public void halted() {
    roster.hold(attached.profile(), true).forEach(worker -> worker.cancel().fire());
  }

  @Override
  public void resumed() {
    roster.hold(attached.profile(), false);
    scheduler.pump();
  }

  @Override
  public boolean still(Duration patience) throws InterruptedException {
    return scheduler.still(attached, patience);
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
