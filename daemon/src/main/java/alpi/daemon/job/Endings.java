package alpi.daemon.job;

import alpi.daemon.base.JobId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where callers wait for attempts to end. Knows only jobs that someone waits for.
final class Endings {
  /// Guards `expected`.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition noted = lock.newCondition();
  private final Map<JobId, Expected> expected = new HashMap<>();

  private static final class Expected {
    private int waiting;
    private long endings;
  }

  /// Begins to count the endings of a job. Look at the job after this, then wait.
  void expect(JobId id) {
    lock.lock();
    try {
      expected.computeIfAbsent(id, _ -> new Expected()).waiting++;
    } finally {
      lock.unlock();
    }
  }

  void forget(JobId id) {
    lock.lock();
    try {
      Expected entry = expected.get(id);
      if (entry != null && --entry.waiting == 0) {
        expected.remove(id);
      }
    } finally {
      lock.unlock();
    }
  }

  void note(JobId id) {
    lock.lock();
    try {
      Expected entry = expected.get(id);
      if (entry != null) {
        entry.endings++;
        noted.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  long count(JobId id) {
    lock.lock();
    try {
      Expected entry = expected.get(id);
      return entry == null ? 0 : entry.endings;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for one more ending than `seen`.
  ///
  /// @return nanoseconds left
  long await(JobId id, long seen, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      Expected entry = expected.get(id);
      while (entry != null && entry.endings == seen && left > 0) {
        left = noted.awaitNanos(left);
      }
      return left;
    } finally {
      lock.unlock();
    }
  }
}
