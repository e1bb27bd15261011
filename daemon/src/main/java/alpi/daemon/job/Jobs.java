package alpi.daemon.job;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.job.JobTable.Ending;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The jobs of one profile, as its journal holds them. Each change of state is a conditional update
/// and its event in one transaction; what runs them is the [Scheduler].
public final class Jobs {
  /// Most jobs that may wait in one profile.
  public static final int MAX_QUEUED = 1_000;

  /// How often a job that is safe to repeat is started at most.
  public static final int MAX_ATTEMPTS = 3;

  /// Largest input, and largest result that is kept, in bytes of JSON. More belongs in a blob.
  public static final int MAX_DOCUMENT_BYTES = 256 << 10;

  /// Longest list.
  public static final int MAX_LISTED = 1_000;

  private final Journal journal;
  private final Ids ids;
  private final Time time;
  private volatile Launcher launcher = Launcher.NONE;

  public Jobs(Journal journal, Ids ids, Time time) {
    this.journal = journal;
    this.ids = ids;
    this.time = time;
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
  ///   `too_large`
  public Job submit(JobSpec spec) {
    return submit(ids.job(), spec);
  }

  /// Refuses what [#submit] would refuse now, for a caller that writes something down before it
  /// submits.
  ///
  /// @throws Problem `queue_full`, `too_large`
  public void requireRoom(JobSpec spec) {
    inputHash(spec);
    journal.view(reader -> {
      requireRoom(JobTable.queued(reader));
      return true;
    });
  }

  private static void requireRoom(long queued) {
    if (queued >= MAX_QUEUED) {
      throw Problem.of(
          ErrorCode.QUEUE_FULL,
          MAX_QUEUED + " jobs of this profile are waiting already.",
          "Wait for some to finish, or cancel them.");
    }
  }

  /// The same for a caller that had to name the job before it could be submitted.
  public Job submit(JobId id, JobSpec spec) {
    String hash = inputHash(spec);
    Optional<Launcher.Place> place = launcher.reserve(spec.kind());
    boolean placed = false;
    try {
      Submitted submitted = journal.transact(tx -> insert(tx, id, spec, hash, place));
      placed = submitted.fresh() && place.isPresent();
      if (placed) {
        place.get().launch(submitted.job());
      } else if (submitted.fresh()) {
        launcher.queued(submitted.job().id());
      }
      return submitted.job();
    } finally {
      if (!placed) {
        place.ifPresent(Launcher.Place::giveBack);
      }
    }
  }

  public Optional<Job> find(JobId id) {
    return journal.view(reader -> JobTable.find(reader, id));
  }

  /// The job that an earlier submission made with this idempotency key.
  public Optional<Job> find(String key) {
    return journal.view(reader -> JobTable.byKey(reader, key)).map(JobTable.Earlier::job);
  }

  /// Newest first.
  ///
  /// @param limit 1 to 1000; more is cut to that
  public List<Job> list(JobFilter filter, int limit) {
    int most = Math.clamp(limit, 1, MAX_LISTED);
    return journal.view(reader -> JobTable.list(reader, filter, most));
  }

  /// Stops a job: a queued one at once, a running one as soon as its handler listens. A job that
  /// ended already stays as it is.
  ///
  /// @throws Problem `not_found`
  public Job cancel(JobId id, Actor actor) {
    Job job = journal.transact(tx -> cancel(tx, known(tx, id), actor));
    launcher.cancelled(job);
    return job;
  }

  /// Ends a lost job whose work turns out to have been done.
  ///
  /// @return the job as it is now; unchanged when it is not lost any more
  public Job settle(Job lost, JobOutcome.Done done) {
    return journal.transact(tx -> {
      if (lost.state() == JobState.LOST) {
        end(tx, lost, JobState.DONE, Actor.SYSTEM, result(done.result()), done.facts());
      }
      return known(tx, lost.id());
    });
  }

  /// Runs a lost or interrupted job again, as its next attempt.
  ///
  /// @throws Problem `not_found`, or `conflict` when it is in any other state
  public Job resume(JobId id, Actor actor) {
    Job job = journal.transact(tx -> resume(tx, known(tx, id), actor));
    launcher.queued(job.id());
    return job;
  }

  private Submitted insert(
      Tx tx, JobId id, JobSpec spec, String hash, Optional<Launcher.Place> place) {
    Optional<JobTable.Earlier> earlier = spec.key().flatMap(key -> JobTable.byKey(tx, key));
    if (earlier.isPresent()) {
      return new Submitted(sameInput(earlier.get(), spec, hash), false);
    }
    if (place.isEmpty()) {
      requireRoom(JobTable.queued(tx));
    }
    JobTable.insert(tx, id, spec, hash, time.now());
    Job job = known(tx, id);
    tx.append(JobTable.draft(EventKind.JOB_SUBMITTED, spec.actor(), job).with("input_sha", hash));
    if (place.isPresent()) {
      job = start(tx, job, place.get().owner(), place.get().lease()).orElseThrow();
    }
    return new Submitted(job, true);
  }

  private record Submitted(Job job, boolean fresh) {}

  private static Job sameInput(JobTable.Earlier earlier, JobSpec spec, String hash) {
    if (earlier.inputHash().equals(hash) && earlier.job().kind().equals(spec.kind())) {
      return earlier.job();
    }
    throw Problem.of(
        ErrorCode.IDEM_CONFLICT,
        "This idempotency key was used for something else: job " + earlier.job().id() + ".",
        "Use a fresh key for a different request.");
  }

  private static String inputHash(JobSpec spec) {
    byte[] canonical;
    try {
      canonical = CanonicalJson.bytes(spec.input());
    } catch (IllegalArgumentException e) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The input holds a value that JSON cannot hold.")
          .because(e);
    }
    if (canonical.length > MAX_DOCUMENT_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The input of a job is larger than " + MAX_DOCUMENT_BYTES + " bytes.",
          "Store it as a blob and name its hash.");
    }
    return Sha256.of(canonical).hex();
  }

  private Job cancel(Tx tx, Job job, Actor actor) {
    if (job.state() == JobState.QUEUED) {
      JobTable.askToCancel(tx, job, actor, time.now());
      Ending ending = code(ErrorCode.CANCELLED, "Stopped on request.");
      end(tx, job, JobState.CANCELLED, actor, ending, List.of());
    } else if (job.state() == JobState.RUNNING) {
      JobTable.askToCancel(tx, job, actor, time.now());
    }
    return known(tx, job.id());
  }

  private Job resume(Tx tx, Job job, Actor actor) {
    boolean interrupted =
        job.state() == JobState.FAILED && job.error().equals(Optional.of(ErrorCode.INTERRUPTED));
    if (job.state() != JobState.LOST && !interrupted) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "Job " + job.id() + " is " + job.state().wire() + ": nothing to resume.",
          "Only a lost or interrupted job can be resumed; submit a new one instead.");
    }
    JobTable.forgetCancel(tx, job);
    JobTable.move(tx, job, JobState.QUEUED, Ending.NONE, time.now());
    tx.append(JobTable.draft(EventKind.JOB_SUBMITTED, actor, job).with("resumed", true));
    return known(tx, job.id());
  }

  /// Takes a queued job for a worker.
  ///
  /// @return the running job, or empty when it is not queued any more
  Optional<Job> start(JobId id, String owner, Duration lease) {
    return journal.transact(tx ->
        JobTable.find(tx, id)
            .filter(job -> job.state() == JobState.QUEUED)
            .flatMap(job -> start(tx, job, owner, lease)));
  }

  private Optional<Job> start(Tx tx, Job job, String owner, Duration lease) {
    Instant now = time.now();
    if (!JobTable.start(tx, job, owner, now, now.plus(lease))) {
      return Optional.empty();
    }
    Job running = known(tx, job.id());
    tx.append(
        JobTable.draft(EventKind.JOB_STARTED, Actor.SYSTEM, running)
            .with("attempt", running.attempt())
            .with("worker", owner));
    return Optional.of(running);
  }

  /// Ends the attempt that `running` is. A worker that was given up meanwhile changes nothing.
  ///
  /// @return the job as it is now, and whether this call ended it
  Finished finish(Job running, JobOutcome outcome) {
    return journal.transact(tx -> {
      boolean ended =
          switch (outcome) {
            case JobOutcome.Done done ->
                end(tx, running, JobState.DONE, Actor.SYSTEM, result(done.result()), done.facts());
            case JobOutcome.Failed failed ->
                end(tx, running, JobState.FAILED, Actor.SYSTEM, failure(failed), failed.facts());
            case JobOutcome.Cancelled cancelled -> stopped(tx, running, cancelled);
          };
      return new Finished(known(tx, running.id()), ended);
    });
  }

  record Finished(Job job, boolean ended) {}

  private boolean stopped(Tx tx, Job running, JobOutcome.Cancelled cancelled) {
    Optional<Actor> by = JobTable.cancelledBy(tx, running);
    Ending kept = result(cancelled.result());
    if (by.isPresent()) {
      var ending =
          new Ending(
              kept.result(), Optional.of(ErrorCode.CANCELLED), Optional.of("Stopped on request."));
      return end(tx, running, JobState.CANCELLED, by.get(), ending, cancelled.facts());
    }
    var ending =
        new Ending(
            kept.result(),
            Optional.of(ErrorCode.INTERRUPTED),
            Optional.of("The daemon stopped before the work was done."));
    return end(tx, running, JobState.FAILED, Actor.SYSTEM, ending, cancelled.facts());
  }

  /// Renews the leases of all that `owner` runs.
  void renew(String owner, Duration lease) {
    journal.transact(tx -> {
      JobTable.renew(tx, owner, time.now().plus(lease));
      return true;
    });
  }

  /// Gives up an attempt whose worker vanished: again if that is safe and attempts are left, else
  /// lost, and said so.
  ///
  /// @param reason one word for the event: `daemon`, `lease`, `stop`
  /// @return the job as it is now
  Job giveUp(Job running, boolean idempotent, String reason) {
    return journal.transact(tx -> giveUp(tx, running, idempotent, reason));
  }

  private Job giveUp(Tx tx, Job running, boolean idempotent, String reason) {
    Optional<Actor> by = JobTable.cancelledBy(tx, running);
    if (by.isPresent()) {
      Ending ending = code(ErrorCode.CANCELLED, "Stopped.");
      end(tx, running, JobState.CANCELLED, by.get(), ending, List.of());
      return known(tx, running.id());
    }
    if (idempotent && running.attempt() >= MAX_ATTEMPTS) {
      String detail = "Its worker vanished " + running.attempt() + " times.";
      Ending ending = code(ErrorCode.INTERRUPTED, detail);
      end(tx, running, JobState.FAILED, Actor.SYSTEM, ending, List.of());
      return known(tx, running.id());
    }
    JobState to = idempotent ? JobState.QUEUED : JobState.LOST;
    Ending ending =
        idempotent
            ? Ending.NONE
            : code(ErrorCode.INTERRUPTED, "Its worker vanished: the outcome is unknown.");
    if (JobTable.move(tx, running, to, ending, time.now())) {
      tx.append(
          JobTable.draft(EventKind.JOB_LOST, Actor.SYSTEM, running)
              .with("attempt", running.attempt())
              .with("reason", reason)
              .with("requeued", idempotent));
    }
    return known(tx, running.id());
  }

  /// Queued and running jobs, oldest first.
  List<Job> live() {
    return journal.view(JobTable::live);
  }

  void launcher(Launcher next) {
    launcher = next;
  }

  private boolean end(Tx tx, Job job, JobState to, Actor actor, Ending ending, List<Draft> facts) {
    Instant now = time.now();
    if (!JobTable.move(tx, job, to, ending, now)) {
      return false;
    }
    facts.forEach(tx::append);
    EventKind kind =
        switch (to) {
          case DONE -> EventKind.JOB_DONE;
          case FAILED -> EventKind.JOB_FAILED;
          case CANCELLED -> EventKind.JOB_CANCELLED;
          case LOST -> EventKind.JOB_LOST;
          case QUEUED, RUNNING -> throw new IllegalStateException("no end: " + to);
        };
    var draft =
        JobTable.draft(kind, actor, job)
            .with("attempt", job.attempt())
            .with("ms", Math.max(0, Duration.between(job.updated(), now).toMillis()));
    if (ending.error().isPresent()) {
      draft = draft.with("error_code", ending.error().get().wire());
    }
    tx.append(draft);
    return true;
  }

  private static Ending result(ObjectNode result) {
    String text = CanonicalJson.text(result);
    if (text.length() > MAX_DOCUMENT_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The result of a job is larger than " + MAX_DOCUMENT_BYTES + " bytes.",
          "Store it as a blob and name its hash.");
    }
    return new Ending(Optional.of(text), Optional.empty(), Optional.empty());
  }

  private static Ending failure(JobOutcome.Failed failed) {
    return new Ending(
        result(failed.result()).result(), Optional.of(failed.code()), Optional.of(failed.detail()));
  }

  private static Ending code(ErrorCode code, String detail) {
    return new Ending(Optional.empty(), Optional.of(code), Optional.of(detail));
  }

  private static Job known(Tx tx, JobId id) {
    return JobTable.find(tx, id)
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no job " + id + ".",
                "List the jobs to see their ids."));
  }
}
