package alpi.daemon.agent;

import alpi.daemon.agent.TurnEvent.ApprovalAnswered;
import alpi.daemon.agent.TurnEvent.ApprovalAsked;
import alpi.daemon.agent.TurnEvent.QuestionAnswered;
import alpi.daemon.agent.TurnEvent.QuestionAsked;
import alpi.daemon.base.JobId;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Tail;
import alpi.daemon.policy.ApprovalDesk;
import alpi.daemon.policy.ApprovalRequest;
import alpi.daemon.policy.Inquiry;
import alpi.daemon.policy.Question;
import alpi.daemon.policy.Source;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the watchers of a turn which questions wait for the owner and how they were answered. It
/// learns of both from the journal, as every other door does.
public final class ApprovalRelay implements AutoCloseable {
  private static final Set<EventKind> KINDS =
      Set.of(EventKind.APPROVAL_ASKED, EventKind.APPROVAL_ANSWERED);

  /// How long a journal that cannot be read is left alone.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ApprovalRelay.class);

  private final ApprovalDesk desk;
  private final ProfileTurns turns;
  private final Tail tail;
  private final Thread thread;

  /// Questions that were told and not yet answered; touched by the relay's own thread only.
  private final Set<String> questions = new HashSet<>();

  public ApprovalRelay(Journal journal, ApprovalDesk desk, ProfileTurns turns) {
    this.desk = desk;
    this.turns = turns;
    this.tail = journal.tail(journal.head(), KINDS);
    this.thread = Thread.ofVirtual().name("approvals " + journal.profile()).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      boolean more = true;
      while (more) {
        more = relayNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return false when there will be no more
  private boolean relayNext() throws InterruptedException {
    try {
      List<Event> events = tail.take();
      events.forEach(this::relaySafely);
      return !events.isEmpty();
    } catch (RuntimeException e) {
      LOG.warn("event=approvals_unread", e);
      Thread.sleep(PAUSE);
      return true;
    }
  }

  /// One question that cannot be told keeps no other from being asked.
  private void relaySafely(Event event) {
    try {
      relay(event);
    } catch (RuntimeException e) {
      LOG.warn("event=approval_not_relayed seq={}", event.seq(), e);
    }
  }

  private void relay(Event event) {
    Optional<TurnStream> stream = event.corr().map(JobId::new).flatMap(turns::stream);
    stream.flatMap(_ -> told(event)).ifPresent(told -> stream.get().add(told));
  }

  private Optional<TurnEvent> told(Event event) {
    String id = event.body().path("approval").asString("");
    return event.kind() == EventKind.APPROVAL_ASKED ? asked(id) : answered(id, event);
  }

  /// Empty when the question was answered before it could be told.
  private Optional<TurnEvent> asked(String id) {
    return desk.pending(inquiry -> inquiry.id().value().equals(id)).stream()
        .findFirst()
        .map(this::asked);
  }

  private TurnEvent asked(Inquiry inquiry) {
    return switch (inquiry) {
      case ApprovalRequest request ->
          new ApprovalAsked(
              request.id().value(),
              request.tool(),
              request.summary(),
              request.arguments(),
              request.destination(),
              request.taint().stream().map(Source::wire).sorted().toList(),
              request.rememberable(),
              request.expires());
      case Question question -> {
        questions.add(question.id().value());
        yield new QuestionAsked(
            question.id().value(), question.text(), question.choices(), question.expires());
      }
    };
  }

  private Optional<TurnEvent> answered(String id, Event event) {
    String choice = event.body().path("choice").asString("");
    return Optional.of(
        questions.remove(id)
            ? new QuestionAnswered(id)
            : new ApprovalAnswered(id, choice, event.actor().value()));
  }

  @Override
  public void close() {
    tail.close();
  }
}
