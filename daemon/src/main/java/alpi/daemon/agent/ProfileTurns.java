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
import alpi.daemon.blob.BlobOwner;
import alpi.daemon.config.Redactor;
import alpi.daemon.job.Fence;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobOutcome;
import alpi.daemon.job.JobSpec;
import alpi.daemon.job.JobState;
import alpi.daemon.job.JobTerms;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Message.Note;
import alpi.daemon.session.Message.NoteKind;
import alpi.daemon.session.Message.Reading;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The turns of one profile. Accepts a request by writing the owner's words to the conversation and
/// the job to its table, in this order, so that an accepted turn has both.
public final class ProfileTurns implements Turns {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileTurns.class);

  private final TurnKit kit;
  private final TurnTickets tickets;
  private final LiveTurns lives = new LiveTurns();
  private final TurnEnds ends;

  /// Guards acceptance: one live turn in a conversation, one turn for a key.
  private final ReentrantLock accepting = new ReentrantLock();

  public ProfileTurns(TurnKit kit) {
    this.kit = kit;
    this.tickets = new TurnTickets(kit.home().name());
    this.ends = new TurnEnds(kit, lives);
  }

  @Override
  public JobId submit(TurnRequest request, Actor actor) {
    request.outputSchema().ifPresent(SchemaGrammar::require);
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
    refuseIfBusy(session.id());
    boolean begun =
        !(request.session() instanceof SessionChoice.Existing) && session.messages().isEmpty();
    LiveTurn live = new LiveTurn(kit.ids().job(), 0, session, request);
    try {
      ObjectNode ticket = tickets.write(request, session.id());
      JobSpec spec = spec(ticket, session, request, actor);
      kit.jobs().requireRoom(spec);
      keep(live);
      write(live);
      lives.add(live);
      kit.jobs().submit(live.id(), spec);
    } catch (RuntimeException e) {
      lives.remove(live.id());
      withdraw(live, begun, actor);
      throw e;
    }
    return live.id();
  }

  /// A turn that a person waits for comes before those that nobody does.
  private static JobSpec spec(
      ObjectNode ticket, Session session, TurnRequest request, Actor actor) {
    JobTerms terms = actor.person() ? JobTerms.USUAL.priority(JobTerms.URGENT) : JobTerms.USUAL;
    return new JobSpec(
        TurnJob.KIND, ticket, actor, Optional.of(session.id()), request.key(), terms);
  }

  private void refuseIfBusy(SessionId session) {
    lives
        .busy(session)
        .ifPresent(turn -> {
          throw Problem.of(
              ErrorCode.BUSY,
              "The conversation is still answering in turn " + turn.id() + ".",
              "Wait for it, steer it, or stop it; or begin a new conversation.");
        });
  }

  /// Makes the conversation own what comes with its message before the message is written, so that
  /// no crash leaves words whose attachments belong to nobody.
  private void keep(LiveTurn live) {
    if (live.session().ephemeral()) {
      return;
    }
    var owner = new BlobOwner(BlobOwner.Kind.SESSION, live.session().id().value());
    for (Attachment attachment : live.request().attachments()) {
      kit.blobs().own(attachment.blob().hash(), owner);
      attachment
          .reading()
          .flatMap(Reading::text)
          .ifPresent(text -> kit.blobs().own(text.hash(), owner));
    }
  }

  private void write(LiveTurn live) {
    TurnRequest request = live.request();
    live.session()
        .append(
            new User(
                kit.time().now(),
                live.id().value(),
                request.hiding(kit.settings().current().redactor()).redact(request.text()),
                request.attachments(),
                labels(request)));
    live.session().sync();
  }

  /// Takes back what was written for a turn that was not accepted: a conversation that was begun
  /// for it goes, in another one its words are marked as unanswered.
  private void withdraw(LiveTurn live, boolean begun, Actor actor) {
    Session session = live.session();
    String turn = live.id().value();
    try {
      if (session.ephemeral()) {
        return;
      }
      if (begun) {
        kit.sessions().delete(session.id(), actor);
      } else if (session.turnState(turn).isPresent()) {
        session.append(
            new Note(kit.time().now(), turn, NoteKind.FAILED, "The turn was not accepted."));
        session.sync();
      }
    } catch (RuntimeException e) {
      LOG.warn("event=refused_turn_not_withdrawn turn={}", turn, e);
    }
  }

  /// The text is the owner's, unless the authority says whose it is. Attached files are the owner's
  /// own data, and private; what a turn wrote into them after it had seen a stranger's words stays
  /// the stranger's.
  private Labels labels(TurnRequest request) {
    Labels given = request.authority().labels();
    Labels labels = given.sources().isEmpty() ? Labels.OWNER.and(given) : given;
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
    Job known = ends.settled(job);
    if (resumable(known)) {
      takeUp(known, request.environment(), request.attended(), actor);
    }
    return known.id();
  }

  private static boolean resumable(Job job) {
    return job.state() == JobState.LOST
        || (job.state() == JobState.FAILED && TurnResults.interrupted(job));
  }

  @Override
  public void requeue(JobId turn, Map<String, String> environment, boolean attended, Actor actor) {
    accepting.lock();
    try {
      Job job = ends.settled(job(turn));
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
    refuseIfBusy(session.id());
    TurnRequest request = TurnTickets.read(job.input(), environment, attended);
    lives.add(new LiveTurn(job.id(), job.attempt() + 1, session, request));
    try {
      kit.jobs().resume(job.id(), actor);
    } catch (RuntimeException e) {
      lives.remove(job.id());
      throw e;
    }
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
    if (live.isEmpty() && !waits(turn)) {
      return false;
    }
    try {
      kit.jobs().cancel(turn, actor);
    } finally {
      live.ifPresent(each -> each.cancel().fire());
    }
    return true;
  }

  private boolean waits(JobId turn) {
    return kit.jobs()
        .find(turn)
        .filter(job -> job.kind().equals(TurnJob.KIND) && job.state().live())
        .isPresent();
  }

  @Override
  public boolean steer(JobId turn, String text, Actor actor) {
    Redactor usual = kit.settings().current().redactor();
    return lives
        .find(turn)
        .map(live -> live.steer(live.request().hiding(usual).redact(text)))
        .orElse(false);
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

  /// Takes over the turns that an earlier daemon left.
  public void recover() {
    ends.recover();
  }

  /// Closes the turn of a job that nobody works on any more.
  void ended(JobId turn, Optional<Problem> unwritten) {
    ends.ended(turn, unwritten);
  }

  /// Does the work of a turn's job.
  JobOutcome execute(Job job, Cancel cancel) throws InterruptedException {
    Optional<LiveTurn> live = lives.find(job.id());
    if (live.isEmpty() && !TurnEnds.isOurs(job)) {
      Problem lost = TurnResults.lost();
      return new JobOutcome.Failed(lost.code(), lost.sentence(), Json.object());
    }
    LiveTurn held = live.orElseGet(() -> ends.revive(job));
    return new TurnRun(kit, held, Fence.of(job)).run(job.attempt(), cancel);
  }
}
