package alpi.daemon.link;

import alpi.daemon.base.JobId;
import alpi.daemon.egress.Errand;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How far the transfers are that run now. In memory: what has to last is in their jobs.
public final class TransferBoard {
  /// Where a transfer stands.
  ///
  /// @param phase `reading` while a file is hashed, `moving` afterwards
  /// @param at bytes that were read, or that the receiver has
  /// @param moved bytes that travelled in this try
  /// @param size of the blob; 0 while it is not known
  /// @param turn grows with each change
  public record Stand(String phase, long at, long moved, long size, long turn) {}

  /// Ends when the one that waits goes on.
  interface Awaiting extends AutoCloseable {
    @Override
    void close();
  }

  private static final Duration SHORT = Duration.ofMillis(20);

  /// Guards the map and the set.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Map<JobId, Stand> stands = new HashMap<>();
  private final Set<Errand> awaited = new HashSet<>();

  /// Notes that a call of an agent waits for its transfer, until the result is closed. What nobody
  /// waits for any more, as after a restart, does not go on.
  Awaiting awaiting(Errand errand) {
    lock.lock();
    try {
      awaited.add(errand);
    } finally {
      lock.unlock();
    }
    return () -> forget(errand);
  }

  private void forget(Errand errand) {
    lock.lock();
    try {
      awaited.remove(errand);
    } finally {
      lock.unlock();
    }
  }

  boolean isAwaited(Errand errand) {
    lock.lock();
    try {
      return awaited.contains(errand);
    } finally {
      lock.unlock();
    }
  }

  void at(JobId job, String phase, long at, long moved, long size) {
    lock.lock();
    try {
      Stand old = stands.get(job);
      stands.put(job, new Stand(phase, at, moved, size, old == null ? 1 : old.turn() + 1));
    } finally {
      lock.unlock();
    }
  }

  void over(JobId job) {
    lock.lock();
    try {
      stands.remove(job);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public Optional<Stand> of(JobId job) {
    lock.lock();
    try {
      return Optional.ofNullable(stands.get(job));
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a transfer that runs ends, for `most` at most; a moment where it does not run.
  public void await(JobId job, Duration most) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      boolean runs = stands.containsKey(job);
      long left = runs ? most.toNanos() : SHORT.toNanos();
      while (left > 0 && runs == stands.containsKey(job)) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
