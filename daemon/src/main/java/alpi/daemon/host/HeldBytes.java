package alpi.daemon.host;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the received and unanswered bytes of all connections, so that many large frames at once
/// cannot use up the memory of the daemon.
final class HeldBytes {
  private final long bound;
  private final AtomicLong held = new AtomicLong();

  HeldBytes(long bound) {
    this.bound = bound;
  }

  /// @return whether everything held stays within the bound
  boolean take(long bytes) {
    return held.addAndGet(bytes) <= bound;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  long now() {
    return held.get();
  }
}
