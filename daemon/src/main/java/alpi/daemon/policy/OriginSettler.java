package alpi.daemon.policy;

import alpi.daemon.base.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks, behind the back of whoever works, what commands have changed ([Origins#settle]): soon
/// after a command is over, once for all that ended meanwhile, and never for more than a small part
/// of the time. It has a thread only while there is something to look at; a platform thread,
/// because the walk is all native calls.
public final class OriginSettler implements AutoCloseable {
  /// Shortest time between the end of a command and the look at its workspace.
  public static final Duration PAUSE = Duration.ofSeconds(2);

  /// After a look that took long, so many times as long is waited before the next.
  public static final int REST = 10;

  private static final Logger LOG = LoggerFactory.getLogger(OriginSettler.class);

  private final Origins origins;
  private final Time time;
  private final Duration pause;

  /// Guards the fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition closing = lock.newCondition();
  private boolean waiting;
  private boolean closed;
  private Optional<Thread> thread = Optional.empty();

  public OriginSettler(Origins origins, Time time) {
    this(origins, time, PAUSE);
  }

  OriginSettler(Origins origins, Time time, Duration pause) {
    this.origins = origins;
    this.time = time;
    this.pause = pause;
  }

  /// Begins with what an earlier daemon left.
  public void start() {
    origins.whenWaiting(this::wake);
    if (origins.waiting()) {
      wake();
    }
  }

  private void wake() {
    lock.lock();
    try {
      waiting = true;
      if (thread.isEmpty() && !closed) {
        Thread fresh = Thread.ofPlatform().daemon().name("origins").unstarted(this::work);
        thread = Optional.of(fresh);
        fresh.start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      Duration wait = pause;
      while (due(wait)) {
        long start = time.nanos();
        look();
        Duration rest = Duration.ofNanos(time.nanos() - start).multipliedBy(REST);
        wait = rest.compareTo(pause) > 0 ? rest : pause;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for as long; false when there is nothing to do any more.
  private boolean due(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      if (!waiting) {
        thread = Optional.empty();
        return false;
      }
      long left = wait.toNanos();
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
      waiting = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    try {
      origins.settle();
    } catch (RuntimeException e) {
      LOG.warn("event=origins.unsettled", e);
    }
  }

  /// Comes back when nothing of it runs any more; a look that is under way is finished.
  @Override
  public void close() {
    Optional<Thread> last;
    lock.lock();
    try {
      closed = true;
      last = thread;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (last.isPresent()) {
        last.get().join(OriginScan.MAX_TIME.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
