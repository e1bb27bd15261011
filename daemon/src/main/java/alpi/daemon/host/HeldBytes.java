package alpi.daemon.host;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the received bytes of all connections that wait for something, so that many large frames
/// at once cannot use up the memory of the daemon.
public final class HeldBytes {
  private final long bound;
  private final AtomicLong held = new AtomicLong();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  public HeldBytes(long bound) {
    this.bound = bound;
  }

  /// @return whether everything held stays within the bound
  boolean take(long bytes) {
    return held.addAndGet(bytes) <= bound;
  }

  void give(long bytes) {
    if (held.addAndGet(-bytes) < bound) {
      wake();
    }
  }

  boolean roomy() {
    return held.get() < bound;
  }

  /// Runs `again` once there may be room: on the thread that made it, or at once.
  void whenRoomy(Runnable again) {
    waiting.add(again);
    if (roomy()) {
      wake();
    }
  }

  private void wake() {
    for (Runnable again = waiting.poll(); again != null; again = waiting.poll()) {
      again.run();
    }
  }

  long now() {
    return held.get();
  }
}
