package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the jobs of all profiles: each on a virtual thread of its own, profiles in fair turns,
/// within limits, under leases that a paused worker cannot outlive.
///
/// A job that is submitted while there is a place starts at once: no timer stands between.
public final class Scheduler implements AutoCloseable {
  /// Jobs of one profile that run at once.
  public static final int MAX_PER_PROFILE = 8;

  /// Jobs that run at once.
  public static final int MAX_RUNNING = 64;

  /// How long a worker may be silent before it is given up. Measured by the monotonic clock.
  public static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration STOP = Duration.ofSeconds(8);
  private static final Duration LAST = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final Time time;
  private final String owner;
  private final Roster roster = new Roster();
  private final Endings endings = new Endings();
  private final Thread heartbeat = Thread.ofVirtual().name("job leases").unstarted(this::beat);

  public Scheduler(Time time, Ids ids) {
    this.time = time;
    this.owner = ids.next('d');
  }

  /// Names who does the jobs of one kind, in every profile.
  public void register(JobHandler handler) {
    roster.register(handler);
  }

  /// Takes over the jobs of a profile. What a dead daemon left running is queued again if that is
  /// safe, else declared lost. Register the handlers first.
  public void attach(ProfileName profile, Jobs jobs) {
    attach(profile, jobs, List.of());
  }

  /// The same, with handlers that serve this profile only; they precede the shared ones.
  public void attach(ProfileName profile, Jobs jobs, List<JobHandler> handlers) {
    Map<String, JobHandler> own = new HashMap<>();
    handlers.forEach(handler -> own.put(handler.kind(), handler));
    var attached = new Attached(profile, jobs, Map.copyOf(own));
    roster.attach(attached);
    recover(attached);
    jobs.launcher(new Door(this, roster, attached));
    pump();
  }

  /// Lets go of a profile: what it runs is stopped, what waits stays in its table.
  public void detach(ProfileName profile) throws InterruptedException {
    Optional<Attached> gone = roster.detach(profile);
    if (gone.isEmpty()) {
      return;
    }
    gone.get().jobs().launcher(Launcher.NONE);
    List<Worker> workers =
        roster.running().stream().filter(worker -> worker.attached().equals(gone.get())).toList();
    workers.forEach(worker -> worker.cancel().fire());
    roster.awaitIdle(profile, STOP);
  }

  /// Begins to run jobs.
  public void start() {
    roster.start();
    heartbeat.start();
    pump();
  }

  /// Stops a job of any attached profile.
  ///
  /// @throws Problem `not_found`
  public Job cancel(JobId id, Actor actor) {
    return tableOf(id).cancel(id, actor);
  }

  /// Waits until a job is not live any more, or the time is up.
  ///
  /// @return the job as it is then
  /// @throws Problem `not_found`
  public Job await(JobId id, Duration atMost) throws InterruptedException {
    Jobs jobs = tableOf(id);
    long left = atMost.toNanos();
    endings.expect(id);
    try {
      long seen = endings.count(id);
      Job job = known(jobs, id);
      while (job.state().live() && left > 0) {
        left = endings.await(id, seen, left);
        seen = endings.count(id);
        job = known(jobs, id);
      }
      return job;
    } finally {
      endings.forget(id);
    }
  }

  /// How many jobs run now.
  public int runningJobs() {
    return roster.running().size();
  }

  /// Takes no more jobs, lets the running ones finish for a moment, then stops them. Bounded: a
  /// worker that does not listen is left to recovery.
  @Override
  public void close() {
    close(GRACE, STOP);
  }

  void close(Duration grace, Duration stop) {
    roster.close();
    try {
      roster.awaitIdle(grace);
      roster.halt().forEach(worker -> worker.cancel().fire());
      roster.awaitIdle(stop);
      List<Worker> deaf = roster.running();
      for (Worker worker : deaf) {
        LOG.warn("event=job_does_not_stop job={} kind={}", worker.job().id(), worker.job().kind());
        worker.interrupt();
      }
      roster.awaitIdle(LAST);
      if (heartbeat.isAlive()) {
        heartbeat.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Renews the leases of workers that are alive, and gives up those whose lease ran out. Called
  /// every [#TICK]; by tests, whenever they moved the clock.
  void tick() {
    Roster.Beat beat = roster.beat(time.nanos());
    beat.expired().forEach(this::giveUp);
    for (Attached attached : beat.renewed()) {
      try {
        attached.jobs().renew(owner, LEASE);
      } catch (RuntimeException e) {
        LOG.warn("event=lease_not_renewed profile={}", attached.profile(), e);
      }
    }
  }

  /// Starts all that may run now.
  void pump() {
    Optional<Roster.Turn> turn = roster.next();
    while (turn.isPresent()) {
      Roster.Turn mine = turn.get();
      Thread.ofVirtual().name("job").start(() -> take(mine));
      turn = roster.next();
    }
  }

  /// Runs a job that is committed as running, in a place that is taken.
  void launch(Attached attached, Job job) {
    Thread.ofVirtual().name("job").start(() -> run(attached, job));
  }

  /// Nobody works on a job any more: tells whoever waits for it or holds something for it.
  void over(Attached attached, JobId id, Optional<Problem> unwritten) {
    endings.note(id);
    for (JobHandler handler : roster.handlers(attached)) {
      try {
        handler.ended(id, unwritten);
      } catch (RuntimeException e) {
        LOG.error("event=end_not_heard job={} kind={}", id, handler.kind(), e);
      }
    }
  }

  String owner() {
    return owner;
  }

  private void beat() {
    try {
      while (!roster.pause(TICK)) {
        beatOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Without this thread every running job would be lost within one lease.
  private void beatOnce() {
    try {
      tick();
    } catch (RuntimeException e) {
      LOG.error("event=heartbeat_missed", e);
    }
  }

  private void recover(Attached attached) {
    for (Job job : attached.jobs().live()) {
      Job now = job;
      if (job.state() == JobState.RUNNING) {
        now = attached.jobs().giveUp(job, roster.idempotent(attached, job.kind()), "daemon");
      }
      if (now.state() == JobState.QUEUED) {
        roster.offer(attached, now.id());
      }
    }
  }

  private void take(Roster.Turn turn) {
    Attached attached = turn.attached();
    Optional<Job> job = Optional.empty();
    try {
      job = attached.jobs().start(turn.job(), owner, LEASE);
    } catch (RuntimeException e) {
      LOG.warn("event=job_not_started job={}", turn.job(), e);
      notStarted(turn, e);
    }
    if (job.isPresent()) {
      run(attached, job.get());
    } else {
      roster.release(attached.profile());
      pump();
    }
  }

  /// A job that the disk does not let begin waits on. Where waiting does not help it stays in its
  /// table, for a daemon that can read it, and whoever watches is told.
  private void notStarted(Roster.Turn turn, RuntimeException reason) {
    if (!passes(reason)) {
      over(turn.attached(), turn.job(), Optional.of(problem(reason)));
    } else if (!pauseBeforeRetry()) {
      roster.offer(turn.attached(), turn.job());
    }
  }

  private void run(Attached attached, Job job) {
    var worker = new Worker(attached, job, time.nanos(), LEASE);
    if (roster.enter(worker)) {
      worker.cancel().fire();
    }
    try {
      settle(worker, worker.work(roster.handler(attached, job.kind())));
    } finally {
      leave(worker);
    }
  }

  /// Records how it ended. An outcome that can never be written is replaced by a failure that can.
  private void settle(Worker worker, JobOutcome outcome) {
    Optional<Throwable> refusal = recorded(worker, outcome);
    if (refusal.filter(Scheduler::passes).isPresent()) {
      insist(worker, outcome, refusal.get());
    } else if (refusal.isPresent()) {
      Problem reason = problem(refusal.get());
      JobOutcome failed = Worker.failed(reason.code(), reason.sentence());
      recorded(worker, failed).ifPresent(again -> insist(worker, failed, again));
    }
  }

  /// While the disk refuses, the outcome is kept and tried again; whoever watches is told at once.
  private void insist(Worker worker, JobOutcome outcome, Throwable refusal) {
    over(worker.attached(), worker.job().id(), Optional.of(problem(refusal)));
    Optional<Throwable> refused = Optional.of(refusal);
    while (refused.filter(Scheduler::passes).isPresent() && !pauseBeforeRetry()) {
      refused = recorded(worker, outcome);
    }
  }

  /// @return why the outcome is not on record
  private Optional<Throwable> recorded(Worker worker, JobOutcome outcome) {
    try {
      record(worker, outcome);
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      LOG.warn("event=outcome_not_recorded job={}", worker.job().id(), e);
      return Optional.of(e);
    }
  }

  /// Whether the same write may succeed later.
  private static boolean passes(Throwable refusal) {
    return refusal instanceof Problem problem
        && (problem.code() == ErrorCode.DISK_FULL || problem.code() == ErrorCode.STORAGE);
  }

  private static Problem problem(Throwable refusal) {
    return refusal instanceof Problem problem
        ? problem
        : Problem.of(
                ErrorCode.INTERNAL,
                "The end of the work could not be recorded.",
                "The log says more: `alpi daemon logs`.")
            .because(refusal);
  }

  private void record(Worker worker, JobOutcome outcome) {
    Jobs jobs = worker.attached().jobs();
    Job job = worker.job();
    if (worker.expired(time.nanos())) {
      giveUp(worker);
    } else if (outcome instanceof JobOutcome.Cancelled
        && roster.stopping(worker.attached())
        && roster.idempotent(worker)) {
      jobs.giveUp(job, true, "stop");
    } else if (!jobs.finish(job, outcome).ended()) {
      LOG.warn("event=late_outcome_refused job={} attempt={}", job.id(), job.attempt());
    }
  }

  /// @return whether to stop trying
  private boolean pauseBeforeRetry() {
    try {
      return roster.pause(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Takes the job from a worker that was silent for too long. The attempt it holds is worth
  /// nothing from now on.
  private void giveUp(Worker worker) {
    Job job = worker.job();
    worker.cancel().fire();
    Job now;
    try {
      now = worker.attached().jobs().giveUp(job, roster.idempotent(worker), "lease");
    } catch (RuntimeException e) {
      LOG.warn("event=lost_job_unrecorded job={}", job.id(), e);
      return;
    }
    if (leave(worker) && now.state() == JobState.QUEUED) {
      roster.offer(worker.attached(), job.id());
      pump();
    }
  }

  private boolean leave(Worker worker) {
    boolean held = roster.leave(worker);
    if (held) {
      over(worker.attached(), worker.job().id(), Optional.empty());
      pump();
    }
    return held;
  }

  private Jobs tableOf(JobId id) {
    return roster.attached().stream()
        .map(Attached::jobs)
        .filter(jobs -> jobs.find(id).isPresent())
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static Job known(Jobs jobs, JobId id) {
    return jobs.find(id).orElseThrow(() -> unknown(id));
  }

  private static Problem unknown(JobId id) {
    return Problem.of(
        ErrorCode.NOT_FOUND, "There is no job " + id + ".", "List the jobs to see their ids.");
  }
}
