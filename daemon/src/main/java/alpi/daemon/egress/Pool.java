package alpi.daemon.egress;

import alpi.daemon.base.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Idle connections that may be used again: few, for a short time, and only for the same
/// destination under the same reach.
final class Pool implements AutoCloseable {
  static final int MAX_IDLE_PER_KEY = 2;
  static final Duration MAX_IDLE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

  /// Guards all fields below; no connection is touched while it is held.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition closing = lock.newCondition();
  private final Map<Key, Deque<Idle>> idle = new HashMap<>();
  private final Time time;
  private boolean sweeping;
  private boolean closed;

  Pool(Time time) {
    this.time = time;
  }

  /// What makes two connections interchangeable.
  record Key(boolean tls, CanonicalHost host, int port, Reach reach, String proxy) {}

  private record Idle(Connection connection, long since) {}

  Optional<Connection> take(Key key) {
    while (true) {
      Optional<Connection> candidate = poll(key);
      if (candidate.isEmpty() || (candidate.get().finished() && candidate.get().alive())) {
        return candidate;
      }
      shut(candidate.get());
    }
  }

  void give(Key key, Connection connection) {
    if (!keep(key, connection)) {
      shut(connection);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    expired(Duration.ZERO).forEach(Pool::shut);
  }

  static void shut(Connection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      LOG.debug("event=close_failed reason={}", e.toString());
    }
  }

  private Optional<Connection> poll(Key key) {
    lock.lock();
    try {
      Deque<Idle> list = idle.get(key);
      if (list == null) {
        return Optional.empty();
      }
      // The freshest first: it is the least likely to have been dropped by the other side.
      Idle found = list.pollLast();
      if (list.isEmpty()) {
        idle.remove(key);
      }
      return Optional.ofNullable(found).map(Idle::connection);
    } finally {
      lock.unlock();
    }
  }

  private boolean keep(Key key, Connection connection) {
    lock.lock();
    try {
      Deque<Idle> list = idle.computeIfAbsent(key, _ -> new ArrayDeque<>());
      if (closed || list.size() >= MAX_IDLE_PER_KEY) {
        return false;
      }
      list.addLast(new Idle(connection, time.nanos()));
      if (!sweeping) {
        sweeping = true;
        Thread.ofVirtual().name("egress-pool").start(this::sweep);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Runs while there is something to expire, so that an idle daemon has no timer.
  private void sweep() {
    while (pause()) {
      expired(MAX_IDLE).forEach(Pool::shut);
    }
  }

  private boolean pause() {
    lock.lock();
    try {
      long left = MAX_IDLE.toNanos() / 3;
      while (left > 0 && !closed) {
        left = closing.awaitNanos(left);
      }
      sweeping = !closed && !idle.isEmpty();
      return sweeping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      sweeping = false;
      return false;
    } finally {
      lock.unlock();
    }
  }

  List<Connection> expired(Duration age) {
    lock.lock();
    try {
      var gone = new ArrayList<Connection>();
      long now = time.nanos();
      for (Deque<Idle> list : idle.values()) {
        while (!list.isEmpty() && now - list.peekFirst().since() >= age.toNanos()) {
          gone.add(list.removeFirst().connection());
        }
      }
      idle.values().removeIf(Deque::isEmpty);
      return gone;
    } finally {
      lock.unlock();
    }
  }
}
