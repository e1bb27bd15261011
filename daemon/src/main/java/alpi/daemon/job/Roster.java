package alpi.daemon.job;

import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who is attached, who waits and who works: the scheduler's memory. Every method is one step under
/// one lock; nothing is called while it is held, the table neither.
final class Roster {
  /// Guards everything below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final FairQueue queue =
      new FairQueue(
          new FairQueue.Limits(
              Scheduler.MAX_PER_PROFILE,
              Scheduler.MAX_RUNNING,
              Scheduler.KEPT_PER_PROFILE,
              Scheduler.KEPT));
  private final DueJobs due = new DueJobs();
  private final Map<String, JobHandler> shared = new HashMap<>();
  private final Map<ProfileName, Attached> profiles = new HashMap<>();
  private final Map<JobId, Worker> workers = new HashMap<>();

  /// Jobs asked to stop between their commit and their start.
  private final Set<JobId> stopEarly = new HashSet<>();

  private boolean started;
  private boolean closing;
  private boolean halted;

  /// Somebody waits for an earlier moment than before.
  private boolean sooner;

  /// A job whose turn it is, its place taken.
  record Turn(Attached attached, JobId job) {}

  /// What a look at all leases found.
  record Beat(List<Worker> expired, Set<Attached> renewed) {}

  void register(JobHandler handler) {
    JobHandler other = locked(() -> shared.putIfAbsent(handler.kind(), handler));
    if (other != null) {
      throw new IllegalStateException("two handlers for " + handler.kind());
    }
  }

  Optional<JobHandler> handler(Attached attached, String kind) {
    JobHandler own = attached.handlers().get(kind);
    return Optional.ofNullable(own != null ? own : locked(() -> shared.get(kind)));
  }

  /// All who do jobs of this profile.
  List<JobHandler> handlers(Attached attached) {
    List<JobHandler> all = new ArrayList<>(attached.handlers().values());
    all.addAll(locked(() -> List.copyOf(shared.values())));
    return all;
  }

  boolean idempotent(Worker worker) {
    return idempotent(worker.attached(), worker.job().kind());
  }

  boolean idempotent(Attached attached, String kind) {
    return handler(attached, kind).map(JobHandler::idempotent).orElse(false);
  }

  void attach(Attached attached) {
    ProfileName profile = attached.profile();
    if (locked(() -> profiles.putIfAbsent(profile, attached)) != null) {
      throw new IllegalStateException(profile + " is attached already");
    }
    change(() -> queue.open(profile));
  }

  Optional<Attached> detach(ProfileName profile) {
    Attached gone =
        locked(() -> {
          queue.close(profile);
          Attached removed = profiles.remove(profile);
          if (removed != null) {
            due.forget(removed);
          }
          return removed;
        });
    return Optional.ofNullable(gone);
  }

  List<Attached> attached() {
    return locked(() -> List.copyOf(profiles.values()));
  }

  void start() {
    change(() -> started = true);
  }

  void close() {
    change(() -> closing = true);
  }

  /// Stops whoever enters from now on.
  ///
  /// @return who works
  List<Worker> halt() {
    return locked(() -> {
      halted = true;
      return List.copyOf(workers.values());
    });
  }

  /// Whether the workers of this profile are being stopped.
  boolean stopping(Attached attached) {
    return locked(() -> closing || !profiles.containsValue(attached));
  }

  boolean reserve(ProfileName profile, int priority) {
    return locked(() -> started && !closing && queue.reserve(profile, priority));
  }

  void offer(Attached attached, JobId job, int priority) {
    change(() -> {
      if (profiles.containsValue(attached)) {
        queue.offer(attached.profile(), job, priority);
      }
    });
  }

  /// Keeps a job until a moment comes.
  void await(Attached attached, Job job, DueJobs.What what, Instant at, Time time) {
    change(() -> {
      if (profiles.containsValue(attached)) {
        sooner |= due.add(attached, job, what, at, time.now(), time.nanos());
      }
    });
  }

  /// Those whose moment has come.
  List<DueJobs.Due> due(Time time) {
    return locked(() -> due.take(time.now(), time.nanos()));
  }

  /// Lets nothing of a profile start, or lets it start again.
  ///
  /// @return who works for it, when it is held
  List<Worker> hold(ProfileName profile, boolean held) {
    return locked(() -> {
      queue.hold(profile, held);
      return held ? List.copyOf(of(profile)) : List.<Worker>of();
    });
  }

  /// Who works for a profile.
  List<Worker> running(ProfileName profile) {
    return locked(() -> of(profile));
  }

  private List<Worker> of(ProfileName profile) {
    return workers.values().stream()
        .filter(worker -> worker.attached().profile().equals(profile))
        .toList();
  }

  /// The job whose turn it is.
  Optional<Turn> next() {
    return locked(() -> {
      Optional<FairQueue.Pick> pick = started && !closing ? queue.next() : Optional.empty();
      return pick.map(one -> new Turn(attachedAs(one.profile()), one.job()));
    });
  }

  private Attached attachedAs(ProfileName profile) {
    Attached attached = profiles.get(profile);
    if (attached == null) {
      throw new IllegalStateException("jobs wait for a profile that is not attached: " + profile);
    }
    return attached;
  }

  /// @return whether the job is to stop before it begins
  boolean enter(Worker worker) {
    return locked(() -> {
      workers.put(worker.job().id(), worker);
      boolean early = stopEarly.remove(worker.job().id());
      return early
          || halted
          || queue.held(worker.attached().profile())
          || !profiles.containsValue(worker.attached());
    });
  }

  /// Frees the worker's place.
  ///
  /// @return false when it was taken from it before
  boolean leave(Worker worker) {
    return locked(() -> {
      boolean held = workers.remove(worker.job().id(), worker);
      if (held) {
        queue.release(worker.attached().profile());
        changed.signalAll();
      }
      return held;
    });
  }

  void release(ProfileName profile) {
    change(() -> queue.release(profile));
  }

  void withdraw(Attached attached, JobId job) {
    change(() -> {
      queue.withdraw(attached.profile(), job);
      stopEarly.remove(job);
    });
  }

  /// The worker of a running job; one that has not begun yet will stop when it does.
  Optional<Worker> toStop(JobId job) {
    return locked(() -> {
      Worker worker = workers.get(job);
      if (worker == null) {
        stopEarly.add(job);
      }
      return Optional.ofNullable(worker);
    });
  }

  Optional<Worker> worker(JobId job) {
    return locked(() -> Optional.ofNullable(workers.get(job)));
  }

  List<Worker> running() {
    return locked(() -> List.copyOf(workers.values()));
  }

  Beat beat(long nowNanos) {
    List<Worker> expired = new ArrayList<>();
    Set<Attached> renewed = new HashSet<>();
    for (Worker worker : running()) {
      if (worker.renew(nowNanos, Scheduler.LEASE)) {
        renewed.add(worker.attached());
      } else {
        expired.add(worker);
      }
    }
    return new Beat(expired, renewed);
  }

  /// Waits until every place is free, or the time is up. A job that was given a place and does not
  /// work yet holds it too.
  void awaitIdle(Duration atMost) throws InterruptedException {
    awaitNone(queue::running, atMost);
  }

  /// As above, for the places of one profile.
  void awaitIdle(ProfileName profile, Duration atMost) throws InterruptedException {
    awaitNone(() -> queue.running(profile), atMost);
  }

  private void awaitNone(IntSupplier taken, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (left > 0 && taken.getAsInt() > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits, unless everything ends earlier.
  ///
  /// @return whether everything ends
  boolean pause(Duration length) throws InterruptedException {
    long left = length.toNanos();
    lock.lockInterruptibly();
    try {
      while (left > 0 && !closing) {
        left = changed.awaitNanos(left);
      }
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a moment comes that some job waits for, the time is up, or everything ends.
  ///
  /// @return whether everything ends
  boolean rest(Duration longest, Time time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      sooner = false;
      long left = due.left(time.nanos(), longest.toNanos());
      while (left > 0 && !closing && !sooner) {
        left = changed.awaitNanos(left);
      }
      return closing;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable step) {
    lock.lock();
    try {
      step.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }
}
