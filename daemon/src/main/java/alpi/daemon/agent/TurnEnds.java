package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.job.JobState;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Session;
import alpi.daemon.session.TurnState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of every turn, whatever brought it: an answer, a failure, a stop while it waited, a
/// worker that was given up, a daemon that died, a disk that takes no end. Only here are watchers
/// told that a turn is over, and only after its job is.
final class TurnEnds {
  private static final Logger LOG = LoggerFactory.getLogger(TurnEnds.class);
  private static final int MAX_RECOVERED = 1000;
  private static final Set<EventKind> BOUNDS =
      Set.of(EventKind.RUN_STARTED, EventKind.RUN_FINISHED);

  private final TurnKit kit;
  private final LiveTurns lives;

  TurnEnds(TurnKit kit, LiveTurns lives) {
    this.kit = kit;
    this.lives = lives;
  }

  /// Nobody works on a job any more: closes its turn and tells the watchers.
  ///
  /// @param unwritten why the job's row does not tell the end
  void ended(JobId id, Optional<Problem> unwritten) {
    Optional<LiveTurn> live = lives.find(id).filter(turn -> !turn.stream().over());
    try {
      Optional<Job> job = kit.jobs().find(id).filter(each -> each.kind().equals(TurnJob.KIND));
      if (job.filter(each -> !each.state().live()).isPresent()) {
        closed(job.get(), live);
      } else if (unwritten.isPresent()) {
        live.ifPresent(turn -> turn.end(unrecorded(turn, unwritten.get())));
      }
    } catch (RuntimeException e) {
      LOG.error("event=turn_end_unread turn={}", id, e);
      live.ifPresent(turn -> turn.end(unrecorded(turn, unwritten.orElseGet(TurnEnds::fault))));
    }
  }

  private void closed(Job job, Optional<LiveTurn> live) {
    Optional<Session> session = live.map(LiveTurn::session).or(() -> session(job));
    Job over = session.map(each -> settled(job, each)).orElse(job);
    if (live.flatMap(LiveTurn::result).isEmpty()) {
      session.ifPresent(each -> leaveNote(each, over));
    }
    live.ifPresent(turn -> turn.end(result(turn, over)));
  }

  /// What the attempt came to, if that is also what is on record.
  private static TurnResult result(LiveTurn turn, Job over) {
    return turn.result()
        .filter(result -> result.state().equals(TurnResults.state(over)))
        .orElseGet(() -> TurnResults.read(over, turn.session().id(), turn.session().messages()));
  }

  private static TurnResult unrecorded(LiveTurn turn, Problem why) {
    return turn.result()
        .orElseGet(() -> TurnResults.nothing(turn.id(), turn.session().id()))
        .failed(why);
  }

  private static Problem fault() {
    return Problem.of(
        ErrorCode.INTERNAL,
        "How the turn ended could not be read.",
        "The log says more: `alpi daemon logs`.");
  }

  private Optional<Session> session(Job job) {
    SessionId id = TurnTickets.session(job.input());
    return kit.sessions().exists(id) ? Optional.of(kit.sessions().open(id)) : Optional.empty();
  }

  /// The job of a lost turn as its conversation knows it: an answer that was written down before
  /// the daemon died is the answer, and is not asked for again.
  Job settled(Job job) {
    return job.state() == JobState.LOST
        ? session(job).map(session -> settled(job, session)).orElse(job)
        : job;
  }

  private Job settled(Job job, Session session) {
    boolean answered =
        job.state() == JobState.LOST
            && session.turnState(job.id().value()).equals(Optional.of(TurnState.FINISHED));
    if (!answered) {
      return job;
    }
    RunTally used = RunTally.of(kit.journal(), job.id());
    Draft fact = finished(job.id(), session.id(), "done").with("steps", used.steps());
    return kit.jobs()
        .settle(job, new JobOutcome.Done(TurnResults.write("done", used), List.of(fact)));
  }

  /// Says in the conversation that a turn has no end of its own. That must not keep its watchers
  /// waiting.
  private void leaveNote(Session session, Job over) {
    try {
      if (session.turnState(over.id().value()).equals(Optional.of(TurnState.HALF_WRITTEN))) {
        note(session, over);
      }
    } catch (RuntimeException e) {
      LOG.warn("event=turn_end_not_noted turn={}", over.id(), e);
    }
  }

  private void note(Session session, Job over) {
    String state = TurnResults.state(over);
    NoteKind kind = state.equals("failed") ? NoteKind.FAILED : NoteKind.INTERRUPTED;
    String why =
        state.equals("interrupted")
            ? TurnResults.lost().sentence()
            : over.detail().orElse("The turn came to no end.");
    session.append(new Note(kit.time().now(), over.id().value(), kind, why));
    session.sync();
    if (!session.ephemeral()) {
      kit.journal().append(finished(over.id(), session.id(), state));
    }
  }

  private static Draft finished(JobId turn, SessionId session, String state) {
    return Draft.of(EventKind.RUN_FINISHED, Actor.SYSTEM)
        .in(session)
        .corr(turn.value())
        .with("state", state);
  }

  /// Takes over what an earlier daemon left: settles or marks the turns it left half-way, and holds
  /// those that wait, so that their conversations count as busy. A conversation that cannot be read
  /// stops nobody else.
  void recover() {
    each(JobState.LOST, this::close);
    each(JobState.QUEUED, this::hold);
  }

  /// A turn that is on record as interrupted was closed by an earlier daemon: its conversation,
  /// which may be long, is not read again.
  private void close(Job job) {
    boolean open =
        kit.journal().read(EventQuery.ofRun(job.id().value()).kinds(BOUNDS)).stream()
            .reduce((_, later) -> later)
            .filter(last -> last.kind() == EventKind.RUN_FINISHED)
            .filter(last -> !last.body().path("state").asString("").equals("done"))
            .isEmpty();
    if (open) {
      closed(job, Optional.empty());
    }
  }

  private void each(JobState state, Consumer<Job> work) {
    JobFilter filter = JobFilter.ALL.ofKind(TurnJob.KIND).in(Set.of(state));
    for (Job job : kit.jobs().list(filter, MAX_RECOVERED)) {
      try {
        work.accept(job);
      } catch (RuntimeException e) {
        LOG.warn("event=turn_not_recovered turn={} state={}", job.id(), state.wire(), e);
      }
    }
  }

  private void hold(Job job) {
    if (isOurs(job)) {
      revive(job);
    }
  }

  /// Whether this process can answer a turn that another one accepted. With other variables than
  /// its asker's it would be another model's answer than the one that was meant.
  static boolean isOurs(Job job) {
    return !TurnTickets.ephemeral(job.input()) && !TurnTickets.needsEnvironment(job.input());
  }

  /// Holds a turn that an earlier daemon accepted.
  LiveTurn revive(Job job) {
    return lives.findOrAdd(
        new LiveTurn(
            job.id(),
            Math.max(1, job.attempt()),
            kit.sessions().open(TurnTickets.session(job.input())),
            TurnTickets.read(job.input(), Map.of(), false)));
  }
}
