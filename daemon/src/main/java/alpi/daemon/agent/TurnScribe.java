package alpi.daemon.agent;

import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Records the facts of one turn and tells its watchers, in this order. What need not be durable
/// before the turn goes on is recorded with the next fact that must be.
final class TurnScribe {
  private final Journal journal;
  private final TurnStream stream;
  private final JobId turn;
  private final SessionId session;
  private final Actor actor;

  /// Journal number of the last fact that watchers were told.
  private final AtomicLong told;

  TurnScribe(Journal journal, TurnStream stream, JobId turn, SessionId session) {
    this.journal = journal;
    this.stream = stream;
    this.turn = turn;
    this.session = session;
    this.actor = Actor.job(turn);
    this.told = new AtomicLong(journal.head());
  }

  Draft draft(EventKind kind) {
    return Draft.of(kind, actor).in(session).corr(turn.value());
  }

  /// Records facts in one transaction.
  ///
  /// @return the number of the last one
  long record(List<Draft> drafts) {
    List<Event> events = journal.transact(tx -> drafts.stream().map(tx::append).toList());
    return events.getLast().seq();
  }

  long record(Draft draft) {
    return journal.append(draft).seq();
  }

  /// Records a fact without waiting for it, and tells watchers of it once it is durable.
  void later(Draft draft, TurnEvent event) {
    journal.later(draft, recorded -> tell(recorded.seq(), event));
  }

  /// Tells watchers of something that follows from facts recorded so far, once those are durable.
  void tellOnceDurable(TurnEvent event) {
    journal.onceDurable(seq -> tell(seq, event));
  }

  /// Tells watchers of a recorded fact.
  void tell(long seq, TurnEvent event) {
    told.accumulateAndGet(seq, Math::max);
    stream.add(seq, event);
  }

  /// Tells watchers something that is not a fact: text, progress, a retry.
  void mention(TurnEvent event) {
    stream.add(told.get(), event);
  }
}
