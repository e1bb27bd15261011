package alpi.daemon.agent;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.session.Session;
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
  private final TurnStream stream = new TurnStream();
  private final Cancel cancel = new Cancel();

  /// Guards `steers` and `closed`.
  private final ReentrantLock lock = new ReentrantLock();

  private final List<String> steers = new ArrayList<>();
  private boolean closed;

  LiveTurn(JobId id, Session session, TurnRequest request) {
    this.id = id;
    this.session = session;
    this.request = request;
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
}
