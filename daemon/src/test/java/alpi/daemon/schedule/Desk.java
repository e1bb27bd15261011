package alpi.daemon.schedule;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobHandler;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.job.JobSpec;
import alpi.daemon.job.Jobs;
import alpi.daemon.job.Scheduler;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.policy.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// Schedules over a real journal and real jobs, whose runs do what a test wants. It can be closed
/// and opened again, as a daemon is.
final class Desk implements AutoCloseable {
  static final Actor OWNER = Actor.local(1000);
  private static final Duration LONG = Duration.ofSeconds(30);

  final FakeTime time;
  final Path dir;
  final List<String> filed = new ArrayList<>();
  private final Random random;
  Journal journal;
  Jobs jobs;
  Schedules schedules;
  Ticker ticker;
  private Scheduler scheduler;

  /// What a run does; by default nothing.
  volatile boolean endless;

  /// What happens around the submission of a run.
  Runnable before = () -> {};

  Runnable after = () -> {};

  Desk(Path dir, FakeTime time, long seed) {
    this.dir = dir;
    this.time = time;
    this.random = new Random(seed);
    open();
  }

  void open() {
    journal = Journal.open(dir.resolve("journal.db"), ProfileName.DEFAULT, time);
    Ids ids = new Ids(time, random);
    jobs = new Jobs(journal, ids, time);
    scheduler = new Scheduler(time, ids);
    scheduler.attach(ProfileName.DEFAULT, jobs, List.of(new Run()));
    scheduler.start();
    schedules = new Schedules(journal, ids, time);
    ticker = new Ticker(schedules, journal, jobs, new Desked(), time);
  }

  /// As a power cut would, but for the runs: they end.
  void restart() {
    close();
    open();
  }

  Schedule add(String name, Trigger trigger, String zone, Overlap overlap, CatchUp catchUp) {
    return schedules.add(wanted(name, trigger, zone, overlap, catchUp));
  }

  NewSchedule wanted(String name, Trigger trigger, String zone, Overlap overlap, CatchUp catchUp) {
    return new NewSchedule(
        Optional.of(name),
        "do " + name,
        trigger,
        ZoneId.of(zone),
        overlap,
        catchUp,
        dir,
        Schedule.Options.USUAL,
        OWNER,
        Authority.OWNER);
  }

  List<Slot> slots(Schedule schedule) {
    return schedules.slots(schedule.id(), Schedules.MAX_SHOWN).reversed();
  }

  List<String> states(Schedule schedule) {
    return slots(schedule).stream().map(slot -> slot.state().wire()).toList();
  }

  /// Waits until every run is over, and lets the ticker hear of it.
  void settle() throws InterruptedException {
    for (Schedule schedule : schedules.list()) {
      for (Slot slot : slots(schedule)) {
        if (slot.state() == Slot.State.FIRED) {
          scheduler.await(slot.job().orElseThrow(), LONG);
        }
      }
    }
    ticker.tick();
  }

  private static final class Run implements JobHandler {
    @Override
    public String kind() {
      return "run";
    }

    @Override
    public boolean idempotent() {
      return false;
    }

    @Override
    public JobOutcome run(Job job, Cancel cancel) throws InterruptedException {
      if (job.input().path("endless").asBoolean()) {
        var stop = new CountDownLatch(1);
        try (var _ = cancel.onFire(stop::countDown)) {
          stop.await();
        }
        cancel.check();
      }
      return new JobOutcome.Done(Json.object());
    }
  }

  private final class Desked implements Runner {
    @Override
    public JobId start(Schedule schedule, Slot slot) {
      before.run();
      JobId id =
          jobs.submit(
                  new JobSpec(
                      "run",
                      Json.object().put("endless", endless),
                      Actor.schedule(schedule.id()),
                      Optional.empty(),
                      Optional.of(slot.key())))
              .id();
      after.run();
      return id;
    }

    @Override
    public void over(Optional<Schedule> schedule, Slot slot) {
      if (!filed.contains(slot.key())) {
        filed.add(slot.key());
      }
    }
  }

  @Override
  public void close() {
    ticker.close();
    scheduler.close();
    Recorded.close(journal);
  }
}
