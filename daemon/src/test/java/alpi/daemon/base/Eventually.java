package alpi.daemon.base;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what another thread or process does, and fails when it does not come about.
///
/// It looks again every millisecond: a machine that is busy already gains nothing from a loop that
/// looks without rest.
public final class Eventually {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private Eventually() {}

  /// Returns once the condition holds.
  ///
  /// @throws AssertionError when it does not hold within a minute, or cannot be told
  public static void until(Callable<Boolean> condition) {
    some(() -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /// What is looked for, once it is there.
  ///
  /// @throws AssertionError when it is not there within a minute, or looking for it fails
  public static <T> T some(Callable<Optional<T>> looked) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < LIMIT.toNanos()) {
      Optional<T> found = look(looked);
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new AssertionError("What was waited for did not come about within " + LIMIT + ".");
  }

  private static <T> Optional<T> look(Callable<Optional<T>> looked) {
    try {
      return looked.call();
    } catch (Exception e) {
      throw new AssertionError("What was waited for cannot be told.", e);
    }
  }
}
