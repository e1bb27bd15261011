package alpi.daemon.session;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is still to be read into an index, each thing once; worked off by a virtual thread that
/// lives only while there is something to do.
public final class IndexQueue<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexQueue.class);

  private final String name;
  private final Consumer<K> update;
  private final Runnable scan;

  /// Guards all fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition idle = lock.newCondition();
  private final Set<K> pending = new LinkedHashSet<>();
  private boolean scanDue;
  private boolean working;
  private boolean closed;

  /// @param name of the thread
  public IndexQueue(String name, Consumer<K> update, Runnable scan) {
    this.name = name;
    this.update = update;
    this.scan = scan;
  }

  /// Asks for one thing.
  public void add(K id) {
    lock.lock();
    try {
      pending.add(id);
      work();
    } finally {
      lock.unlock();
    }
  }

  /// Asks for a comparison of the index with all files.
  public void scan() {
    lock.lock();
    try {
      scanDue = true;
      work();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything asked for so far is done, at most so long.
  public void await(long millis) {
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

  /// Whether it takes no more.
  public boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Leaves the machine to others for a moment; what is to be read is not urgent.
  ///
  /// @return whether to go on
  public boolean rest(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closed && left > 0) {
        left = idle.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
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
      idle.signalAll();
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
      Thread.ofVirtual().name(name).start(this::drain);
    }
  }

  private void drain() {
    Optional<Runnable> next = next();
    while (next.isPresent()) {
      try {
        next.get().run();
      } catch (RuntimeException | Error e) {
        // Whoever closes the index waits for this thread to say that it is done.
        LOG.error("event=index_failed queue={}", name, e);
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
      K id = pending.iterator().next();
      pending.remove(id);
      return Optional.of(() -> update.accept(id));
    } finally {
      lock.unlock();
    }
  }
}
