package alpi.daemon.agent;

import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The turns held in memory: all that are live, and the last few that are over so that a client
/// that lost its socket at the end can still read the end.
final class LiveTurns {
  /// How many finished turns stay readable.
  static final int KEPT = 32;

  /// Guards `turns`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<JobId, LiveTurn> turns = new LinkedHashMap<>();

  void add(LiveTurn turn) {
    lock.lock();
    try {
      turns.put(turn.id(), turn);
      long finished = turns.values().stream().filter(t -> t.stream().over()).count();
      turns.values().stream()
          .filter(t -> t.stream().over())
          .limit(Math.max(0, finished - KEPT))
          .map(LiveTurn::id)
          .toList()
          .forEach(turns::remove);
    } finally {
      lock.unlock();
    }
  }

  /// The turn as it is held already, else this one.
  LiveTurn findOrAdd(LiveTurn turn) {
    lock.lock();
    try {
      Optional<LiveTurn> held = find(turn.id());
      if (held.isEmpty()) {
        add(turn);
      }
      return held.orElse(turn);
    } finally {
      lock.unlock();
    }
  }

  Optional<LiveTurn> find(JobId id) {
    lock.lock();
    try {
      return Optional.ofNullable(turns.get(id));
    } finally {
      lock.unlock();
    }
  }

  /// The turn that is answering in this conversation now.
  Optional<LiveTurn> busy(SessionId session) {
    lock.lock();
    try {
      return turns.values().stream()
          .filter(turn -> turn.session().id().equals(session) && !turn.stream().over())
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  void remove(JobId id) {
    lock.lock();
    try {
      turns.remove(id);
    } finally {
      lock.unlock();
    }
  }
}
