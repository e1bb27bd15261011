package alpi.daemon.agent;

import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.util.List;

/// Records the facts of one turn and tells its watchers, in this order. What need not be durable
/// before the turn goes on is recorded with the next fact that must be.
final class TurnScribe {
  private final Journal journal;
  private final TurnStream stream;
  private final JobId turn;
  private final SessionId session;
  private final Actor actor;

  TurnScribe(Journal journal, TurnStream stream, JobId turn, SessionId session) {
    this.journal = journal;
    this.stream = stream;
    this.turn = turn;
    this.session = session;
    this.actor = Actor.job(turn);
  }

  Draft draft(EventKind kind) {
    return Draft.of(kind, actor).in(session).corr(turn.value());
  }

  /// Records facts in one transaction.
  void record(List<Draft> drafts) {
    journal.transact(tx -> drafts.stream().map(tx::append).toList());
  }

  void record(Draft draft) {
    journal.append(draft);
  }

  /// Records a fact without waiting for it, and tells watchers of it once it is durable.
  void later(Draft draft, TurnEvent event) {
    journal.later(draft, _ -> stream.add(event));
  }

  /// Tells watchers of something that follows from facts recorded so far, once those are durable.
  void tellOnceDurable(TurnEvent event) {
    journal.onceDurable(_ -> stream.add(event));
  }

  /// Tells watchers, of a fact after it was recorded.
  void tell(TurnEvent event) {
    stream.add(event);
  }
}
