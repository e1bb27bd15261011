package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.Finished;
import alpi.daemon.agent.TurnEvent.Started;
import alpi.daemon.agent.TurnEvent.Text;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.job.JobSpec;
import alpi.daemon.job.JobState;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import alpi.daemon.session.TurnState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// The turns of one profile. Accepts a request by writing the owner's words to the conversation and
/// the job to its table, in this order, so that an accepted turn has both.
public final class ProfileTurns implements Turns {
  private static final int MAX_RECOVERED = 1000;

  private final TurnKit kit;
  private final TurnTickets tickets;
  private final LiveTurns lives = new LiveTurns();

  /// Guards acceptance: one live turn in a conversation, one turn for a key.
  private final ReentrantLock accepting = new ReentrantLock();

  public ProfileTurns(TurnKit kit) {
    this.kit = kit;
    this.tickets = new TurnTickets(kit.home().name());
  }

  @Override
  public JobId submit(TurnRequest request, Actor actor) {
    accepting.lock();
    try {
      Optional<Job> known = request.key().flatMap(key -> kit.jobs().find(key));
      return known.isPresent() ? repeated(known.get(), request, actor) : accept(request, actor);
    } finally {
      accepting.unlock();
    }
  }

  private JobId accept(TurnRequest request, Actor actor) {
    Session session = session(request, actor);
    lives
        .busy(session.id())
        .ifPresent(turn -> {
          throw Problem.of(
              ErrorCode.BUSY,
              "The conversation is still answering in turn " + turn.id() + ".",
              "Wait for it, steer it, or stop it; or begin a new conversation.");
        });
    JobId turn = kit.ids().job();
    LiveTurn live = new LiveTurn(turn, session, request);
    session.append(
        new User(
            kit.time().now(),
            turn.value(),
            kit.settings().current().redactor().redact(request.text()),
            request.attachments(),
            labels(request)));
    session.sync();
    lives.add(live);
    ObjectNode ticket = tickets.write(request, session.id());
    JobSpec spec =
        new JobSpec(TurnJob.KIND, ticket, actor, Optional.of(session.id()), request.key());
    try {
      kit.jobs().submit(turn, spec);
    } catch (RuntimeException e) {
      lives.remove(turn);
      throw e;
    }
    return turn;
  }

  /// Attached files are the owner's own data, and private; what a turn wrote into them after it had
  /// seen a stranger's words stays the stranger's.
  private Labels labels(TurnRequest request) {
    Labels labels = Labels.OWNER;
    for (Attachment attachment : request.attachments()) {
      labels =
          labels
              .and(Labels.of(Source.WORKSPACE, true))
              .and(kit.origins().of(attachment.blob().hash()));
    }
    return labels;
  }

  private Session session(TurnRequest request, Actor actor) {
    if (request.ephemeral()) {
      return kit.sessions().createEphemeral();
    }
    return switch (request.session()) {
      case SessionChoice.Fresh _ -> kit.sessions().create(actor);
      case SessionChoice.Existing(SessionId id) -> kit.sessions().open(id);
      case SessionChoice.Latest _ ->
          kit.sessions()
              .latest()
              .map(kit.sessions()::open)
              .orElseGet(() -> kit.sessions().create(actor));
    };
  }

  /// A request whose key was seen before is the same turn; if the daemon died under that turn, it
  /// goes on.
  private JobId repeated(Job job, TurnRequest request, Actor actor) {
    if (!TurnTickets.same(job.input(), request)) {
      throw Problem.of(
          ErrorCode.IDEM_CONFLICT,
          "This idempotency key was used for another request.",
          "Use a new key for a new request.");
    }
    if (resumable(job)) {
      takeUp(job, request.environment(), request.attended(), actor);
    }
    return job.id();
  }

  private static boolean resumable(Job job) {
    boolean interrupted =
        job.state() == JobState.FAILED && job.error().equals(Optional.of(ErrorCode.INTERRUPTED));
    return job.state() == JobState.LOST || interrupted;
  }

  @Override
  public void requeue(JobId turn, Map<String, String> environment, boolean attended, Actor actor) {
    accepting.lock();
    try {
      Job job = job(turn);
      if (job.state().live()) {
        return;
      }
      if (!resumable(job)) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "That turn is over; there is nothing to take up.",
            "Continue its conversation with `alpi chat --session ID`.");
      }
      takeUp(job, environment, attended, actor);
    } finally {
      accepting.unlock();
    }
  }

  private void takeUp(Job job, Map<String, String> environment, boolean attended, Actor actor) {
    if (TurnTickets.ephemeral(job.input())) {
      throw Problem.of(
          ErrorCode.GONE, "An ephemeral turn leaves nothing behind to take up.", "Ask again.");
    }
    Session session = kit.sessions().open(TurnTickets.session(job.input()));
    TurnRequest request = TurnTickets.read(job.input(), environment, attended);
    lives.add(new LiveTurn(job.id(), session, request));
    kit.jobs().resume(job.id(), actor);
  }

  @Override
  public TurnResult watch(JobId turn, Optional<Position> position, BiConsumer<Long, TurnEvent> sink)
      throws InterruptedException {
    Optional<LiveTurn> live = lives.find(turn);
    return live.isPresent()
        ? live.get().stream().watch(position, sink)
        : replay(job(turn), position, sink);
  }

  /// Tells a turn that is no longer in memory from its conversation.
  private TurnResult replay(
      Job job, Optional<Position> position, BiConsumer<Long, TurnEvent> sink) {
    SessionId id = TurnTickets.session(job.input());
    List<Message> messages =
        kit.sessions().exists(id) ? kit.sessions().open(id).messages() : List.of();
    TurnResult result = TurnResults.read(job, id, messages);
    long seq = position.map(Position::seq).orElse(0L);
    if (position.isEmpty()) {
      sink.accept(seq, new Started(job.id(), id, result.model()));
    }
    int step = 0;
    for (Message message : messages) {
      if (message instanceof Assistant said && said.turn().equals(job.id().value())) {
        retell(said.text(), ++step, position, seq, sink);
      }
    }
    sink.accept(seq, new Finished(result));
    return result;
  }

  private static void retell(
      String text,
      int step,
      Optional<Position> position,
      long seq,
      BiConsumer<Long, TurnEvent> sink) {
    int seen =
        position
            .filter(p -> p.step() >= step)
            .map(p -> p.step() > step ? text.length() : p.offset())
            .orElse(0);
    if (seen < text.length()) {
      sink.accept(seq, new Text(step, seen, text.substring(seen)));
    }
  }

  @Override
  public boolean cancel(JobId turn, Actor actor) {
    Optional<LiveTurn> live = lives.find(turn).filter(each -> !each.stream().over());
    live.ifPresent(each -> each.cancel().fire());
    if (live.isPresent()) {
      kit.jobs().cancel(turn, actor);
    }
    return live.isPresent();
  }

  @Override
  public boolean steer(JobId turn, String text, Actor actor) {
    return lives.find(turn).map(live -> live.steer(text)).orElse(false);
  }

  /// The stream of a turn that is in memory.
  Optional<TurnStream> stream(JobId turn) {
    return lives.find(turn).map(LiveTurn::stream);
  }

  private Job job(JobId turn) {
    return kit.jobs()
        .find(turn)
        .filter(job -> job.kind().equals(TurnJob.KIND))
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no turn " + turn + " in this profile.",
                "List them with `alpi runs list`."));
  }

  /// Marks the turns that an earlier daemon left half-way, so that their conversations say so.
  public void recover() {
    JobFilter lost = JobFilter.ALL.ofKind(TurnJob.KIND).in(Set.of(JobState.LOST));
    for (Job job : kit.jobs().list(lost, MAX_RECOVERED)) {
      SessionId id = TurnTickets.session(job.input());
      if (kit.sessions().exists(id)) {
        interrupted(kit.sessions().open(id), job);
      }
    }
  }

  private void interrupted(Session session, Job job) {
    if (!session.turnState(job.id().value()).equals(Optional.of(TurnState.HALF_WRITTEN))) {
      return;
    }
    session.append(
        new Note(
            kit.time().now(),
            job.id().value(),
            NoteKind.INTERRUPTED,
            TurnResults.lost().sentence()));
    session.sync();
    kit.journal()
        .append(
            Draft.of(EventKind.RUN_FINISHED, Actor.SYSTEM)
                .in(session.id())
                .corr(job.id().value())
                .with("state", "interrupted"));
  }

  /// Does the work of a turn's job.
  JobOutcome execute(Job job, Cancel cancel) throws InterruptedException {
    Optional<LiveTurn> live = lives.find(job.id());
    if (live.isPresent()) {
      return new TurnRun(kit, live.get()).run(job.attempt(), cancel);
    }
    if (TurnTickets.ephemeral(job.input()) || TurnTickets.needsEnvironment(job.input())) {
      return notMine(job);
    }
    SessionId id = TurnTickets.session(job.input());
    LiveTurn revived =
        new LiveTurn(
            job.id(), kit.sessions().open(id), TurnTickets.read(job.input(), Map.of(), false));
    lives.add(revived);
    return new TurnRun(kit, revived).run(job.attempt(), cancel);
  }

  /// A turn that was accepted by a daemon which died before it began, and whose asker's variables
  /// died with it: answering it with another model than the one it was meant for would be worse
  /// than asking again.
  private JobOutcome notMine(Job job) {
    Problem lost = TurnResults.lost();
    SessionId id = TurnTickets.session(job.input());
    if (kit.sessions().exists(id)) {
      interrupted(kit.sessions().open(id), job);
    }
    return new JobOutcome.Failed(
        lost.code(), lost.sentence(), Json.object().put("state", "interrupted"));
  }
}
