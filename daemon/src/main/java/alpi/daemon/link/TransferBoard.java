package alpi.daemon.link;

import alpi.daemon.base.JobId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  private static final Duration SHORT = Duration.ofMillis(20);

  /// Guards the map.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Map<JobId, Stand> stands = new HashMap<>();

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
