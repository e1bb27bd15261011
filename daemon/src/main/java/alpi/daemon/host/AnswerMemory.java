package alpi.daemon.host;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that large answers of all connections take up together, from their first byte until
/// the client has the last one.
final class AnswerMemory {
  private final AtomicLong free;

  AnswerMemory(long bytes) {
    free = new AtomicLong(bytes);
  }

  /// @return whether there was so much; if not, nothing was taken
  boolean take(long bytes) {
    long now = free.get();
    while (now >= bytes) {
      if (free.compareAndSet(now, now - bytes)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }

  void give(long bytes) {
    free.addAndGet(bytes);
  }

  long free() {
    return free.get();
  }
}
