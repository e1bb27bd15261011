package alpi.daemon.job;

import alpi.alp.json.CanonicalJson;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Time;
import alpi.daemon.job.JobTable.Ending;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Every way in which a job changes its state, each inside a transaction that also records it. What
/// comes late changes nothing: a job only leaves the state and the attempt it is known in.
final class JobMoves {
  private final Time time;

  JobMoves(Time time) {
    this.time = time;
  }

  /// What came of a change.
  ///
  /// @param job as it is now
  /// @param changed whether this call changed it
  record Moved(Job job, boolean changed, Ripple ripple) {}

  static Job known(Tx tx, JobId id) {
    return JobTable.find(tx, id)
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no job " + id + ".",
                "List the jobs to see their ids."));
  }

  /// A job may only need and belong to jobs that are there, and not need what will not be done.
  static void requireKin(Tx tx, JobTerms terms) {
    terms.parent().ifPresent(parent -> known(tx, parent));
    for (JobId needed : terms.needs()) {
      switch (known(tx, needed).state()) {
        case FAILED, CANCELLED, LOST ->
            throw Problem.of(
                ErrorCode.DEPENDENCY_FAILED, "Job " + needed + ", which it needs, was not done.");
        case QUEUED, RUNNING, DONE, PARKED -> {}
      }
    }
  }

  /// Takes a queued job for a worker.
  ///
  /// @return the running job; empty when it is not its turn any more, or not yet
  Optional<Moved> start(Tx tx, Job job, String owner, Duration lease) {
    Instant now = time.now();
    if (job.state() != JobState.QUEUED
        || HaltTable.find(tx).isPresent()
        || !JobTable.ready(tx, job.id())) {
      return Optional.empty();
    }
    if (job.late(now)) {
      return Optional.of(expire(tx, job));
    }
    if (!JobTable.start(tx, job, owner, now, now.plus(lease))) {
      return Optional.empty();
    }
    Job running = known(tx, job.id());
    tx.append(
        JobTable.draft(EventKind.JOB_STARTED, Actor.SYSTEM, running)
            .with("attempt", running.attempt())
            .with("worker", owner));
    return Optional.of(new Moved(running, true, Ripple.NONE));
  }

  /// Ends a job that still waits after its deadline.
  Moved expire(Tx tx, Job job) {
    if (job.state() != JobState.QUEUED || !job.late(time.now())) {
      return new Moved(job, false, Ripple.NONE);
    }
    Ending ending = code(ErrorCode.DEADLINE, "Its deadline passed before it could start.");
    return end(tx, job, JobState.FAILED, Actor.SYSTEM, ending, List.of());
  }

  Moved finish(Tx tx, Job running, JobOutcome outcome) {
    return switch (outcome) {
      case JobOutcome.Done done ->
          end(tx, running, JobState.DONE, Actor.SYSTEM, result(done.result()), done.facts());
      case JobOutcome.Failed failed -> failed(tx, running, failed);
      case JobOutcome.Cancelled cancelled -> stopped(tx, running, cancelled);
      case JobOutcome.NotNow(Duration delay, String detail, List<Draft> facts) ->
          again(
              tx,
              running,
              new Ending(Optional.empty(), Optional.empty(), Optional.of(detail)),
              delay,
              facts);
    };
  }

  private Moved failed(Tx tx, Job running, JobOutcome.Failed failed) {
    Ending ending =
        new Ending(
            result(failed.result()).result(),
            Optional.of(failed.code()),
            Optional.of(failed.detail()));
    return running.retry().backoff().isPresent() && failed.code().retryable()
        ? again(
            tx,
            running,
            ending,
            running.retry().rest(running.id(), running.tried()),
            failed.facts())
        : end(tx, running, JobState.FAILED, Actor.SYSTEM, ending, failed.facts());
  }

  /// Back to the queue while attempts are left, else parked. Whoever asked for its end meanwhile
  /// gets it.
  private Moved again(Tx tx, Job running, Ending last, Duration rest, List<Draft> facts) {
    Optional<Actor> by = JobTable.cancelledBy(tx, running);
    if (by.isPresent()) {
      return end(tx, running, JobState.CANCELLED, by.get(), onRequest(tx, last), facts);
    }
    if (!running.triesLeft()) {
      return park(tx, running, last, facts);
    }
    Instant now = time.now();
    if (!JobTable.back(tx, running, last, now.plus(rest), now)) {
      return unchanged(tx, running);
    }
    facts.forEach(tx::append);
    Draft draft =
        JobTable.draft(EventKind.JOB_RETRIED, Actor.SYSTEM, running)
            .with("attempt", running.attempt())
            .with("rest_ms", rest.toMillis());
    if (last.error().isPresent()) {
      draft = draft.with("error_code", last.error().get().wire());
    }
    tx.append(draft);
    Job job = known(tx, running.id());
    return new Moved(job, true, Ripple.ready(job));
  }

  private Moved park(Tx tx, Job job, Ending last, List<Draft> facts) {
    Ending ending =
        new Ending(
            last.result(),
            Optional.of(ErrorCode.ATTEMPTS_EXHAUSTED),
            Optional.of(
                "Given up after "
                    + job.tried()
                    + (job.tried() == 1 ? " attempt: " : " attempts: ")
                    + last.detail().orElse("its worker vanished.")));
    return end(tx, job, JobState.PARKED, Actor.SYSTEM, ending, facts);
  }

  private Moved stopped(Tx tx, Job running, JobOutcome.Cancelled cancelled) {
    Optional<Actor> by = JobTable.cancelledBy(tx, running);
    Ending kept = result(cancelled.result());
    if (by.isPresent()) {
      return end(tx, running, JobState.CANCELLED, by.get(), onRequest(tx, kept), cancelled.facts());
    }
    var ending =
        new Ending(
            kept.result(),
            Optional.of(ErrorCode.INTERRUPTED),
            Optional.of("The daemon stopped before the work was done."));
    return end(tx, running, JobState.FAILED, Actor.SYSTEM, ending, cancelled.facts());
  }

  private static Ending onRequest(Tx tx, Ending kept) {
    boolean halted = HaltTable.find(tx).isPresent();
    return new Ending(
        kept.result(),
        Optional.of(halted ? ErrorCode.HALTED : ErrorCode.CANCELLED),
        Optional.of(halted ? "Stopped: all work was halted." : "Stopped on request."));
  }

  /// Gives up an attempt whose worker vanished: again if that is safe and attempts are left, parked
  /// when they are not, else lost, and said so.
  ///
  /// @param reason one word for the event: `daemon`, `lease`, `stop`
  Moved giveUp(Tx tx, Job running, boolean idempotent, String reason) {
    Optional<Actor> by = JobTable.cancelledBy(tx, running);
    if (by.isPresent()) {
      return end(tx, running, JobState.CANCELLED, by.get(), onRequest(tx, Ending.NONE), List.of());
    }
    if (idempotent && !running.triesLeft()) {
      return park(tx, running, Ending.NONE, List.of());
    }
    Instant now = time.now();
    boolean moved =
        idempotent
            ? JobTable.back(
                tx,
                running,
                Ending.NONE,
                now.plus(running.retry().restVanished(running.id(), running.tried())),
                now)
            : JobTable.move(tx, running, JobState.LOST, vanished(), now);
    if (!moved) {
      return unchanged(tx, running);
    }
    tx.append(
        JobTable.draft(EventKind.JOB_LOST, Actor.SYSTEM, running)
            .with("attempt", running.attempt())
            .with("reason", reason)
            .with("requeued", idempotent));
    Job job = known(tx, running.id());
    return new Moved(job, true, idempotent ? Ripple.ready(job) : drop(tx, running.id()));
  }

  private static Ending vanished() {
    return code(ErrorCode.INTERRUPTED, "Its worker vanished: the outcome is unknown.");
  }

  /// Stops a job and all its parts.
  List<Moved> cancel(Tx tx, Job job, Actor actor) {
    List<Moved> all = new ArrayList<>();
    all.add(cancelOne(tx, job, actor));
    for (Job child : JobTable.children(tx, job.id())) {
      all.addAll(cancel(tx, child, actor));
    }
    return all;
  }

  private Moved cancelOne(Tx tx, Job job, Actor actor) {
    return switch (job.state()) {
      case QUEUED, PARKED -> {
        JobTable.askToCancel(tx, job, actor, time.now());
        Ending ending = code(ErrorCode.CANCELLED, "Stopped on request.");
        yield end(tx, job, JobState.CANCELLED, actor, ending, List.of());
      }
      case RUNNING -> {
        JobTable.askToCancel(tx, job, actor, time.now());
        yield new Moved(known(tx, job.id()), true, Ripple.NONE);
      }
      case DONE, FAILED, CANCELLED, LOST -> new Moved(job, false, Ripple.NONE);
    };
  }

  /// Runs a lost or interrupted job again, as its next attempt.
  Job resume(Tx tx, Job job, Actor actor) {
    boolean interrupted =
        job.state() == JobState.FAILED && job.error().equals(Optional.of(ErrorCode.INTERRUPTED));
    if (job.state() != JobState.LOST && !interrupted) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "Job " + job.id() + " is " + job.state().wire() + ": nothing to resume.",
          "Only a lost or interrupted job can be resumed; submit a new one instead.");
    }
    HaltTable.find(tx)
        .ifPresent(halt -> {
          throw halt.refusal();
        });
    JobTable.forgetCancel(tx, job);
    JobTable.move(tx, job, JobState.QUEUED, Ending.NONE, time.now());
    tx.append(JobTable.draft(EventKind.JOB_SUBMITTED, actor, job).with("resumed", true));
    return known(tx, job.id());
  }

  /// Gives a parked job all its attempts again.
  Job release(Tx tx, Job job, Actor actor) {
    if (job.state() != JobState.PARKED || !JobTable.release(tx, job, time.now())) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "Job " + job.id() + " is " + job.state().wire() + ": only a parked job is released.",
          "`alpi jobs list --state parked` shows them.");
    }
    tx.append(JobTable.draft(EventKind.JOB_RELEASED, actor, job).with("attempt", job.attempt()));
    return known(tx, job.id());
  }

  /// Ends a job, and with it those that needed it, unless it is done: then they may be free.
  Moved end(Tx tx, Job job, JobState to, Actor actor, Ending ending, List<Draft> facts) {
    Instant now = time.now();
    if (!JobTable.move(tx, job, to, ending, now)) {
      return unchanged(tx, job);
    }
    facts.forEach(tx::append);
    var draft =
        JobTable.draft(kind(to), actor, job)
            .with("attempt", job.attempt())
            .with("ms", Math.max(0, Duration.between(job.updated(), now).toMillis()));
    if (ending.error().isPresent()) {
      draft = draft.with("error_code", ending.error().get().wire());
    }
    tx.append(draft);
    Ripple ripple =
        switch (to) {
          case DONE -> free(tx, job.id());
          case PARKED -> Ripple.NONE;
          case FAILED, CANCELLED, LOST, QUEUED, RUNNING -> drop(tx, job.id());
        };
    return new Moved(known(tx, job.id()), true, ripple);
  }

  private static EventKind kind(JobState end) {
    return switch (end) {
      case DONE -> EventKind.JOB_DONE;
      case FAILED -> EventKind.JOB_FAILED;
      case CANCELLED -> EventKind.JOB_CANCELLED;
      case LOST -> EventKind.JOB_LOST;
      case PARKED -> EventKind.JOB_PARKED;
      case QUEUED, RUNNING -> throw new IllegalStateException("no end: " + end);
    };
  }

  private static Moved unchanged(Tx tx, Job job) {
    return new Moved(known(tx, job.id()), false, Ripple.NONE);
  }

  private static Ripple free(Tx tx, JobId done) {
    List<Job> ready =
        JobTable.dependants(tx, done).stream().filter(job -> JobTable.ready(tx, job.id())).toList();
    return new Ripple(ready, List.of());
  }

  /// Ends those that wait for a job which will not be done, and those that wait for them.
  private Ripple drop(Tx tx, JobId gone) {
    Ripple all = Ripple.NONE;
    for (Job waiting : JobTable.dependants(tx, gone)) {
      Ending ending =
          code(ErrorCode.DEPENDENCY_FAILED, "Job " + gone + ", which it needs, was not done.");
      Moved dropped = end(tx, waiting, JobState.CANCELLED, Actor.SYSTEM, ending, List.of());
      if (dropped.changed()) {
        all = all.and(new Ripple(List.of(), List.of(dropped.job()))).and(dropped.ripple());
      }
    }
    return all;
  }

  static Ending result(ObjectNode result) {
    String text = CanonicalJson.text(result);
    if (text.length() > Jobs.MAX_DOCUMENT_BYTES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The result of a job is larger than " + Jobs.MAX_DOCUMENT_BYTES + " bytes.",
          "Store it as a blob and name its hash.");
    }
    return new Ending(Optional.of(text), Optional.empty(), Optional.empty());
  }

  private static Ending code(ErrorCode code, String detail) {
    return new Ending(Optional.empty(), Optional.of(code), Optional.of(detail));
  }
}
