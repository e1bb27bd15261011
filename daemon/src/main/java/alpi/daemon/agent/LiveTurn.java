package alpi.daemon.agent;

import alpi.daemon.base.Cancel;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What the daemon holds in memory for a turn: its stream, the words the owner added meanwhile, and
/// the asker's environment, which is never written down.
final class LiveTurn {
  /// Most words that may wait for the next step, so that a runaway client cannot fill memory.
  static final int MAX_STEERS = 32;

  private final JobId id;
  private final SessionId session;
  private final TurnRequest request;
  private final TurnStream stream = new TurnStream();
  private final Cancel cancel = new Cancel();

  /// Guards `steers` and `closed`.
  private final ReentrantLock lock = new ReentrantLock();

  private final List<String> steers = new ArrayList<>();
  private boolean closed;

  LiveTurn(JobId id, SessionId session, TurnRequest request) {
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

  SessionId session() {
    return session;
  }

  Map<String, String> environment() {
    return request.environment();
  }

  TurnStream stream() {
    return stream;
  }

  /// Fired by whoever stops the turn; the job's own cancel fires it too.
  Cancel cancel() {
    return cancel;
  }

  /// @return whether the words will reach the model
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
      if (steers.isEmpty()) {
        closed = true;
        return Optional.empty();
      }
      List<String> taken = List.copyOf(steers);
      steers.clear();
      return Optional.of(taken);
    } finally {
      lock.unlock();
    }
  }
}
