package alpi.daemon.session;

import alpi.daemon.base.SessionId;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sessions in memory: one object for each as long as anyone holds it, so that a file has one
/// writer; the few used last are kept for the next turn.
final class OpenSessions {
  /// Sessions kept though nobody holds them.
  static final int KEPT = 8;

  /// Most bytes that the files of those have together; the one used last is kept whatever its size.
  static final long KEPT_BYTES = SessionFile.MAX_FILE_BYTES / 4;

  /// Guards both collections. Held while a session is loaded, so that it is loaded once.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<SessionId, WeakReference<Session>> known = new HashMap<>();
  private final Deque<Session> kept = new ArrayDeque<>();

  Optional<Session> get(SessionId id, Supplier<Optional<Session>> load) {
    lock.lock();
    try {
      Session session = held(id);
      if (session == null) {
        session = load.get().orElse(null);
      }
      if (session == null) {
        return Optional.empty();
      }
      keep(session);
      return Optional.of(session);
    } finally {
      lock.unlock();
    }
  }

  void put(Session session) {
    lock.lock();
    try {
      keep(session);
    } finally {
      lock.unlock();
    }
  }

  void forget(SessionId id) {
    lock.lock();
    try {
      known.remove(id);
      kept.removeIf(session -> session.id().equals(id));
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Session held(SessionId id) {
    WeakReference<Session> reference = known.get(id);
    return reference == null ? null : reference.get();
  }

  private void keep(Session session) {
    known.put(session.id(), new WeakReference<>(session));
    kept.remove(session);
    kept.addFirst(session);
    boolean dropped = false;
    while (kept.size() > KEPT || (kept.size() > 1 && keptBytes() > KEPT_BYTES)) {
      kept.removeLast();
      dropped = true;
    }
    if (dropped) {
      known.values().removeIf(reference -> reference.get() == null);
    }
  }

  private long keptBytes() {
    return kept.stream().mapToLong(Session::bytes).sum();
  }

  /// How many are kept though nobody may hold them.
  int kept() {
    lock.lock();
    try {
      return kept.size();
    } finally {
      lock.unlock();
    }
  }
}
