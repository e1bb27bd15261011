package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.job.JobMoves.Moved;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Reader;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The jobs of one profile, as its journal holds them. Each change of state is a conditional update
/// and its event in one transaction; what runs them is the [Scheduler].
public final class Jobs {
  /// Most jobs that may wait in one profile.
  public static final int MAX_QUEUED = 10_000;

  /// Largest input, and largest result that is kept, in bytes of JSON. More belongs in a blob.
  public static final int MAX_DOCUMENT_BYTES = 256 << 10;

  /// Longest list.
  public static final int MAX_LISTED = 1_000;

  private final Journal journal;
  private final Ids ids;
  private final Time time;
  private final JobMoves moves;
  private final CopyOnWriteArrayList<Consumer<Optional<JobId>>> followers =
      new CopyOnWriteArrayList<>();
  private volatile Launcher launcher = Launcher.NONE;

  public Jobs(Journal journal, Ids ids, Time time) {
    this.journal = journal;
    this.ids = ids;
    this.time = time;
    this.moves = new JobMoves(time);
  }

  public ProfileName profile() {
    return journal.profile();
  }

  /// Records what is to be done. A repeated key with the same input gives the earlier job.
  ///
  /// With a scheduler that has a free place the job comes back running: accepting and starting it
  /// cost one commit.
  ///
  /// @throws Problem `idem_conflict` when the key was used for another input, `queue_full`,
  ///   `too_large`, `halted`, `dependency_failed` when a job that it needs will not be done
  public Job submit(JobSpec spec) {
    return submit(ids.job(), spec);
  }

  /// Refuses what [#submit] would refuse now, for a caller that writes something down before it
  /// submits.
  ///
  /// @throws Problem `queue_full`, `too_large`, `halted`
  public void requireRoom(JobSpec spec) {
    spec.inputHash();
    journal.view(reader -> {
      refuseIfHalted(reader);
      requireRoom(JobTable.queued(reader), 1);
      return true;
    });
  }

  private static void requireRoom(long queued, int more) {
    if (queued + more > MAX_QUEUED) {
      throw Problem.of(
          ErrorCode.QUEUE_FULL,
          queued + " jobs of this profile are waiting already.",
          "Wait for some to finish, or cancel them.");
    }
  }

  private static void refuseIfHalted(Reader reader) {
    HaltTable.find(reader)
        .ifPresent(halt -> {
          throw halt.refusal();
        });
  }

  /// The same for a caller that had to name the job before it could be submitted.
  public Job submit(JobId id, JobSpec spec) {
    String hash = spec.inputHash();
    boolean now = spec.terms().notBefore().isEmpty() && spec.terms().needs().isEmpty();
    Optional<Launcher.Place> place =
        now ? launcher.reserve(spec.terms().priority()) : Optional.empty();
    boolean placed = false;
    try {
      Submitted submitted = journal.transact(tx -> insert(tx, id, spec, hash, place));
      placed = submitted.started();
      if (placed) {
        place.orElseThrow().launch(submitted.job());
      } else if (submitted.fresh()) {
        launcher.queued(submitted.job(), submitted.ready());
      }
      return submitted.job();
    } finally {
      if (!placed) {
        place.ifPresent(Launcher.Place::giveBack);
      }
    }
  }

  /// Records several jobs that need each other: all of them, or none.
  ///
  /// @return the jobs by their names in the graph
  /// @throws Problem `cycle`, and what [#submit] throws
  public Map<String, Job> submit(JobGraph graph) {
    List<String> order = graph.order();
    Map<String, JobId> named = new LinkedHashMap<>();
    order.forEach(name -> named.put(name, ids.job()));
    Map<String, Submitted> all =
        journal.transact(tx -> {
          requireRoom(JobTable.queued(tx), order.size());
          Map<String, Submitted> made = new LinkedHashMap<>();
          for (String name : order) {
            JobSpec spec = linked(graph, name, named);
            JobId id = named.getOrDefault(name, ids.job());
            made.put(name, insert(tx, id, spec, spec.inputHash(), Optional.empty()));
          }
          return made;
        });
    Map<String, Job> jobs = new LinkedHashMap<>();
    for (Map.Entry<String, Submitted> made : all.entrySet()) {
      Submitted one = made.getValue();
      if (one.fresh()) {
        launcher.queued(one.job(), one.ready());
      }
      jobs.put(made.getKey(), one.job());
    }
    return jobs;
  }

  private static JobSpec linked(JobGraph graph, String name, Map<String, JobId> named) {
    JobGraph.Node node = Optional.ofNullable(graph.nodes().get(name)).orElseThrow();
    return node.spec()
        .on(
            node.spec()
                .terms()
                .needs(
                    node.needs().stream()
                        .map(needed -> Optional.ofNullable(named.get(needed)).orElseThrow())
                        .collect(Collectors.toUnmodifiableSet())));
  }

  public Optional<Job> find(JobId id) {
    return journal.view(reader -> JobTable.find(reader, id));
  }

  /// The job that an earlier submission made with this idempotency key.
  public Optional<Job> find(String key) {
    return journal.view(reader -> JobTable.byKey(reader, key)).map(JobTable.Earlier::job);
  }

  /// When a person last asked for something.
  public Optional<Instant> lastAsked() {
    return journal.view(JobTable::lastAsked);
  }

  /// Tells somebody whenever a job is over, or work may go on after a halt.
  public void follow(Consumer<Optional<JobId>> follower) {
    followers.add(follower);
  }

  /// Nobody works on a job any more.
  void over(JobId id) {
    followers.forEach(follower -> follower.accept(Optional.of(id)));
  }

  /// The jobs that this one needs.
  public List<Job> needs(JobId id) {
    return journal.view(reader -> JobTable.needs(reader, id));
  }

  /// Newest first.
  ///
  /// @param limit 1 to 1000; more is cut to that
  public List<Job> list(JobFilter filter, int limit) {
    int most = Math.clamp(limit, 1, MAX_LISTED);
    return journal.view(reader -> JobTable.list(reader, filter, most));
  }

  /// Stops a job and all its parts: a waiting one at once, a running one as soon as its handler
  /// listens. A job that ended already stays as it is.
  ///
  /// @throws Problem `not_found`
  public Job cancel(JobId id, Actor actor) {
    List<Moved> all = journal.transact(tx -> moves.cancel(tx, JobMoves.known(tx, id), actor));
    for (Moved one : all) {
      launcher.cancelled(one.job());
      launcher.spread(one.ripple());
    }
    return all.getFirst().job();
  }

  /// Gives a parked job all its attempts again.
  ///
  /// @throws Problem `not_found`, or `conflict` when it is not parked
  public Job release(JobId id, Actor actor) {
    Submitted freed =
        journal.transact(tx -> {
          Job job = moves.release(tx, JobMoves.known(tx, id), actor);
          return new Submitted(job, true, JobTable.ready(tx, id));
        });
    launcher.queued(freed.job(), freed.ready());
    return freed.job();
  }

  /// Ends a lost job whose work turns out to have been done.
  ///
  /// @return the job as it is now; unchanged when it is not lost any more
  public Job settle(Job lost, JobOutcome.Done done) {
    return journal.transact(tx -> {
      if (lost.state() == JobState.LOST) {
        moves.end(
            tx, lost, JobState.DONE, Actor.SYSTEM, JobMoves.result(done.result()), done.facts());
      }
      return JobMoves.known(tx, lost.id());
    });
  }

  /// Runs a lost or interrupted job again, as its next attempt.
  ///
  /// @throws Problem `not_found`, `halted`, or `conflict` when it is in any other state
  public Job resume(JobId id, Actor actor) {
    Job job = journal.transact(tx -> moves.resume(tx, JobMoves.known(tx, id), actor));
    launcher.queued(job, true);
    return job;
  }

  /// Stops everything of the profile and starts nothing more, over restarts too, until [#liftHalt].
  /// Comes back at once; [#awaitStill] waits until all have stopped. A profile that is halted stays
  /// so, with its first reason, unless this one is meant for the machine.
  ///
  /// @return how many jobs were told to stop
  public int halt(Halt halt) {
    List<Job> told =
        journal.transact(tx -> {
          Optional<Halt> earlier = HaltTable.find(tx);
          if (earlier.isEmpty() || (halt.machine() && !earlier.get().machine())) {
            HaltTable.put(tx, halt);
            tx.append(
                Draft.of(EventKind.WORK_HALTED, halt.by())
                    .with("reason", halt.reason())
                    .with("machine", halt.machine()));
          }
          List<Job> running = JobTable.running(tx);
          running.forEach(job -> JobTable.askToCancel(tx, job, halt.by(), time.now()));
          return running;
        });
    launcher.halted();
    return told.size();
  }

  /// Waits until nothing of a halted profile works any more. A worker that does not listen loses
  /// its job: what it still brings is refused.
  ///
  /// @return whether all stopped by themselves
  public boolean awaitStill(Duration patience) throws InterruptedException {
    return launcher.still(patience);
  }

  /// Lets work go on.
  ///
  /// @return whether the profile was halted
  public boolean liftHalt(Actor actor) {
    boolean lifted =
        journal.transact(tx -> {
          boolean was = HaltTable.lift(tx);
          if (was) {
            tx.append(Draft.of(EventKind.WORK_RESUMED, actor));
          }
          return was;
        });
    if (lifted) {
      launcher.resumed();
      followers.forEach(follower -> follower.accept(Optional.empty()));
    }
    return lifted;
  }

  /// The halt in force.
  public Optional<Halt> halted() {
    return journal.view(HaltTable::find);
  }

  private Submitted insert(
      Tx tx, JobId id, JobSpec spec, String hash, Optional<Launcher.Place> place) {
    Optional<JobTable.Earlier> earlier = spec.key().flatMap(key -> JobTable.byKey(tx, key));
    if (earlier.isPresent()) {
      return new Submitted(sameInput(earlier.get(), spec, hash), false, false);
    }
    refuseIfHalted(tx);
    if (place.isEmpty()) {
      requireRoom(JobTable.queued(tx), 1);
    }
    JobMoves.requireKin(tx, spec.terms());
    JobTable.insert(tx, id, spec, hash, time.now());
    Job job = JobMoves.known(tx, id);
    tx.append(JobTable.draft(EventKind.JOB_SUBMITTED, spec.actor(), job).with("input_sha", hash));
    if (place.isPresent()) {
      Launcher.Place free = place.get();
      job = moves.start(tx, job, free.owner(), free.lease()).map(Moved::job).orElse(job);
    }
    return new Submitted(job, true, JobTable.ready(tx, id));
  }

  /// @param ready whether it may be queued now
  private record Submitted(Job job, boolean fresh, boolean ready) {
    boolean started() {
      return fresh && job.state() == JobState.RUNNING;
    }
  }

  private static Job sameInput(JobTable.Earlier earlier, JobSpec spec, String hash) {
    if (earlier.inputHash().equals(hash) && earlier.job().kind().equals(spec.kind())) {
      return earlier.job();
    }
    throw Problem.of(
        ErrorCode.IDEM_CONFLICT,
        "This idempotency key was used for something else: job " + earlier.job().id() + ".",
        "Use a fresh key for a different request.");
  }

  /// Takes a queued job for a worker.
  ///
  /// @return the running job, one that ended because it is too late, or empty when it is not its
  ///   turn
  Optional<Moved> start(JobId id, String owner, Duration lease) {
    return journal.transact(
        tx -> JobTable.find(tx, id).flatMap(job -> moves.start(tx, job, owner, lease)));
  }

  /// Ends the attempt that `running` is. A worker that was given up meanwhile changes nothing.
  Moved finish(Job running, JobOutcome outcome) {
    return journal.transact(tx -> moves.finish(tx, running, outcome));
  }

  /// Renews the leases of all that `owner` runs.
  void renew(String owner, Duration lease) {
    journal.transact(tx -> {
      JobTable.renew(tx, owner, time.now().plus(lease));
      return true;
    });
  }

  /// Gives up an attempt whose worker vanished.
  ///
  /// @param reason one word for the event: `daemon`, `lease`, `stop`
  Moved giveUp(Job running, boolean idempotent, String reason) {
    return journal.transact(tx -> moves.giveUp(tx, running, idempotent, reason));
  }

  /// Ends a job that still waits after its deadline.
  Optional<Moved> expire(JobId id) {
    return journal.transact(tx -> JobTable.find(tx, id).map(job -> moves.expire(tx, job)));
  }

  /// Queued and running jobs, oldest first, and whether all that each needs is done.
  List<Live> live() {
    return journal.view(reader -> {
      List<Live> all = new ArrayList<>();
      for (Job job : JobTable.live(reader)) {
        all.add(new Live(job, JobTable.ready(reader, job.id())));
      }
      return all;
    });
  }

  record Live(Job job, boolean ready) {}

  void launcher(Launcher next) {
    launcher = next;
  }
}
