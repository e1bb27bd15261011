package alpi.daemon.sandbox;

import java.util.concurrent.Callable;

/// Waits for something another process does.
final class Waiting {
  private static final long LIMIT_NANOS = 30_000_000_000L;

  private Waiting() {}

  static void until(Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new AssertionError("it did not happen in time");
      }
      Thread.onSpinWait();
    }
  }
}
