package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.job.JobMoves.Moved;
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

  /// Of the places of one profile, those kept for work that somebody waits for.
  public static final int KEPT_PER_PROFILE = 2;

  /// Of all places, those kept for work that somebody waits for.
  public static final int KEPT = 16;

  /// How long a worker may be silent before it is given up. Measured by the monotonic clock.
  public static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration STOP = Duration.ofSeconds(8);
  private static final Duration LAST = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final Time time;
  private final String owner;
  private final Roster roster = new Roster();
  private final Endings endings = new Endings();
  private final Recorder recorder;
  private final Moments moments;
  private final Thread heartbeat = Thread.ofVirtual().name("job leases").unstarted(this::beat);

  public Scheduler(Time time, Ids ids) {
    this.time = time;
    this.owner = ids.next('d');
    this.recorder = new Recorder(this, roster, time);
    this.moments = new Moments(this, roster, time);
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
    roster.hold(profile, jobs.halted().isPresent());
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

  /// Looks at both clocks: renews the leases of workers that are alive, gives up those whose lease
  /// ran out, and does what is due. Called every [#TICK]; by tests, whenever they moved the clock.
  void tick() {
    beatLeases();
    moments.come();
  }

  private void beatLeases() {
    Roster.Beat beat = roster.beat(time.nanos());
    beat.expired().forEach(worker -> giveUp(worker, "lease"));
    for (Attached attached : beat.renewed()) {
      try {
        attached.jobs().renew(owner, LEASE);
      } catch (RuntimeException e) {
        LOG.warn("event=lease_not_renewed profile={}", attached.profile(), e);
      }
    }
  }

  /// Does what a change of one job means for others.
  void spread(Attached attached, Ripple ripple) {
    for (Job job : ripple.ended()) {
      roster.withdraw(attached, job.id());
      over(attached, job.id(), Optional.empty());
    }
    ripple.ready().forEach(job -> moments.line(attached, job));
    pump();
  }

  /// Waits until nobody works for a halted profile, and takes the job from whoever does not listen.
  boolean still(Attached attached, Duration patience) throws InterruptedException {
    ProfileName profile = attached.profile();
    roster.awaitIdle(profile, patience);
    List<Worker> deaf = roster.running(profile);
    deaf.forEach(Worker::interrupt);
    roster.awaitIdle(profile, deaf.isEmpty() ? Duration.ZERO : LAST);
    for (Worker worker : roster.running(profile)) {
      LOG.warn("event=job_does_not_stop job={} kind={}", worker.job().id(), worker.job().kind());
      giveUp(worker, "halt");
    }
    return deaf.isEmpty();
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
    attached.jobs().over(id);
    for (JobHandler handler : roster.handlers(attached)) {
      try {
        handler.ended(id, unwritten);
      } catch (RuntimeException e) {
        LOG.error("event=end_not_heard job={} kind={}", id, handler.kind(), e);
      }
    }
  }

  Moments moments() {
    return moments;
  }

  String owner() {
    return owner;
  }

  private void beat() {
    try {
      long beaten = time.nanos();
      while (!roster.rest(TICK, time)) {
        boolean leases = time.nanos() - beaten >= TICK.toNanos();
        beaten = leases ? time.nanos() : beaten;
        beatOnce(leases);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Without this thread every running job would be lost within one lease.
  private void beatOnce(boolean leases) {
    try {
      if (leases) {
        beatLeases();
      }
      moments.come();
    } catch (RuntimeException e) {
      LOG.error("event=heartbeat_missed", e);
    }
  }

  private void recover(Attached attached) {
    for (Jobs.Live live : attached.jobs().live()) {
      if (live.job().state() == JobState.QUEUED) {
        moments.expect(attached, live.job(), live.ready());
      } else {
        boolean idempotent = roster.idempotent(attached, live.job().kind());
        Ripple ripple = attached.jobs().giveUp(live.job(), idempotent, "daemon").ripple();
        ripple.ready().forEach(job -> moments.expect(attached, job, true));
      }
    }
  }

  private void take(Roster.Turn turn) {
    Attached attached = turn.attached();
    Optional<Moved> moved = Optional.empty();
    try {
      moved = attached.jobs().start(turn.job(), owner, LEASE);
    } catch (RuntimeException e) {
      LOG.warn("event=job_not_started job={}", turn.job(), e);
      notStarted(turn, e);
    }
    Optional<Job> running = moved.map(Moved::job).filter(job -> job.state() == JobState.RUNNING);
    if (running.isPresent()) {
      run(attached, running.get());
      return;
    }
    roster.release(attached.profile());
    moved.ifPresent(ended -> {
      over(attached, ended.job().id(), Optional.empty());
      spread(attached, ended.ripple());
    });
    pump();
  }

  /// A job that the disk does not let begin waits on. Where waiting does not help it stays in its
  /// table, for a daemon that can read it, and whoever watches is told.
  private void notStarted(Roster.Turn turn, RuntimeException reason) {
    if (!Recorder.passes(reason)) {
      over(turn.attached(), turn.job(), Optional.of(Recorder.problem(reason)));
    } else if (!recorder.pauseBeforeRetry()) {
      roster.offer(turn.attached(), turn.job(), 0);
    }
  }

  private void run(Attached attached, Job job) {
    var worker = new Worker(attached, job, time.nanos(), LEASE);
    if (roster.enter(worker)) {
      worker.cancel().fire();
    }
    job.deadline().ifPresent(at -> roster.await(attached, job, DueJobs.What.DEADLINE, at, time));
    Ripple ripple = Ripple.NONE;
    try {
      ripple = recorder.settle(worker, worker.work(roster.handler(attached, job.kind())));
    } finally {
      leave(worker);
    }
    spread(attached, ripple);
  }

  /// Takes the job from a worker that was silent for too long. The attempt it holds is worth
  /// nothing from now on.
  void giveUp(Worker worker, String reason) {
    Job job = worker.job();
    worker.cancel().fire();
    Ripple ripple;
    try {
      ripple = worker.attached().jobs().giveUp(job, roster.idempotent(worker), reason).ripple();
    } catch (RuntimeException e) {
      LOG.warn("event=lost_job_unrecorded job={}", job.id(), e);
      return;
    }
    if (leave(worker)) {
      spread(worker.attached(), ripple);
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
