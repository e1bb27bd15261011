package alpi.daemon.agent;

import alpi.daemon.agent.TurnEvent.Accepted;
import alpi.daemon.agent.TurnEvent.Finished;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.policy.Labels;
import alpi.daemon.session.Message.User;
import alpi.daemon.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What the daemon holds in memory for a turn: its stream, the words the owner added meanwhile, and
/// the request with the asker's environment, which is never written down.
final class LiveTurn {
  /// Most words that may wait for the next step, so that a runaway client cannot fill memory.
  static final int MAX_STEERS = 32;

  private final JobId id;
  private final Session session;
  private final TurnRequest request;
  private final TurnStream stream;
  private final Cancel cancel = new Cancel();

  /// Guards all fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final List<String> steers = new ArrayList<>();
  private boolean closed;
  private Optional<TurnResult> result = Optional.empty();

  /// @param attempt which attempt at the turn this is held for, from 0
  LiveTurn(JobId id, int attempt, Session session, TurnRequest request) {
    this.id = id;
    this.session = session;
    this.request = request;
    this.stream = new TurnStream(attempt);
    stream.add(new Accepted(id, session.id()));
  }

  JobId id() {
    return id;
  }

  TurnRequest request() {
    return request;
  }

  Session session() {
    return session;
  }

  TurnStream stream() {
    return stream;
  }

  /// Fired by whoever stops the turn; the job's own cancel fires it too.
  Cancel cancel() {
    return cancel;
  }

  /// Adds the owner's words for the next step.
  ///
  /// @return whether they will reach the model
  boolean steer(String text) {
    lock.lock();
    try {
      return !closed && steers.size() < MAX_STEERS && steers.add(text);
    } finally {
      lock.unlock();
    }
  }

  /// The words that came since the last call.
  List<String> takeSteers() {
    lock.lock();
    try {
      List<String> taken = List.copyOf(steers);
      steers.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Ends steering, unless words are waiting: then they are handed out and the turn goes on.
  Optional<List<String>> closeOrTake() {
    lock.lock();
    try {
      closed = steers.isEmpty();
      return closed ? Optional.empty() : Optional.of(takeSteers());
    } finally {
      lock.unlock();
    }
  }

  /// Ends steering.
  ///
  /// @return the words that nobody came to
  List<String> close() {
    lock.lock();
    try {
      closed = true;
      return takeSteers();
    } finally {
      lock.unlock();
    }
  }

  /// Writes words of the owner that came during the turn into the conversation.
  void hear(String words, Instant at) {
    session.append(new User(at, id.value(), words, List.of(), Labels.OWNER));
  }

  /// Keeps what the attempt came to until its job is over.
  void came(TurnResult to) {
    lock.lock();
    try {
      result = Optional.of(to);
    } finally {
      lock.unlock();
    }
  }

  /// What the attempt came to; empty while it is at work and when it never came to an end.
  Optional<TurnResult> result() {
    lock.lock();
    try {
      return result;
    } finally {
      lock.unlock();
    }
  }

  /// Tells all watchers that the turn is over. Only the first end counts.
  void end(TurnResult as) {
    close();
    stream.add(new Finished(as));
  }
}
