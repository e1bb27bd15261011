package alpi.daemon.tool.meaning;

import alpi.daemon.base.Time;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Counts what is sent within an hour. It begins anew with the daemon, which sends nothing twice.
final class HourlyBound {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final Time time;

  /// Guards both fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private long since;
  private long sent;

  HourlyBound(Time time) {
    this.time = time;
    this.since = time.nanos();
  }

  /// Whether so much more may be sent; if so it is counted.
  boolean take(long bytes, long most) {
    lock.lock();
    try {
      if (time.nanos() - since >= HOUR) {
        since = time.nanos();
        sent = 0;
      }
      if (sent + bytes > most) {
        return false;
      }
      sent += bytes;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
