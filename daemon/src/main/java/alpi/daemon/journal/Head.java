package alpi.daemon.journal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The number of the last committed event, and the place where those who follow wait for the next.
final class Head {
  /// Guards `seq` and `closed`; [#moved] tells of a change of either, or of a follower's end.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition moved = lock.newCondition();
  private long seq;
  private boolean closed;

  long seq() {
    lock.lock();
    try {
      return seq;
    } finally {
      lock.unlock();
    }
  }

  void advance(long to) {
    lock.lock();
    try {
      if (to > seq) {
        seq = to;
        moved.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all who wait, so that they look again whether they should.
  void nudge() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
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

  /// Waits until an event after `seen` is committed, `ended` says so, the journal closes, or the
  /// time is up.
  ///
  /// @return the number of the last event
  long awaitAfter(long seen, Stop ended, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (seq <= seen && !closed && !ended.asked() && left > 0) {
        left = moved.awaitNanos(left);
      }
      return seq;
    } finally {
      lock.unlock();
    }
  }

  /// Asked under the lock, each time a waiter wakes.
  interface Stop {
    boolean asked();
  }
}
