package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.SessionId;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is still to be read into the index, each session once; worked off by a virtual thread that
/// lives only while there is something to do.
final class IndexQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexQueue.class);

  private final Consumer<SessionId> update;
  private final Runnable scan;

  /// Guards all fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition idle = lock.newCondition();
  private final Set<SessionId> pending = new LinkedHashSet<>();
  private boolean scanDue;
  private boolean working;
  private boolean closed;

  IndexQueue(Consumer<SessionId> update, Runnable scan) {
    this.update = update;
    this.scan = scan;
  }

  void add(SessionId id) {
    lock.lock();
    try {
      pending.add(id);
      work();
    } finally {
      lock.unlock();
    }
  }

  /// Asks for a comparison of the index with all files.
  void scan() {
    lock.lock();
    try {
      scanDue = true;
      work();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything asked for so far is done, at most so long.
  void await(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (working && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(ErrorCode.CANCELLED, "The question was stopped.").because(e);
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Drops what is pending and waits for what is being done.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      pending.clear();
      scanDue = false;
      while (working) {
        idle.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    if (!working && !closed) {
      working = true;
      Thread.ofVirtual().name("session-index").start(this::drain);
    }
  }

  private void drain() {
    Optional<Runnable> next = next();
    while (next.isPresent()) {
      try {
        next.get().run();
      } catch (RuntimeException | Error e) {
        // Whoever closes the index waits for this thread to say that it is done.
        LOG.error("event=session_index_failed", e);
      }
      next = next();
    }
  }

  private Optional<Runnable> next() {
    lock.lock();
    try {
      if (scanDue) {
        scanDue = false;
        return Optional.of(scan);
      }
      if (pending.isEmpty()) {
        working = false;
        idle.signalAll();
        return Optional.empty();
      }
      SessionId id = pending.iterator().next();
      pending.remove(id);
      return Optional.of(() -> update.accept(id));
    } finally {
      lock.unlock();
    }
  }
}
