package alpi.daemon.base;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/// Clocks that stand still until a test moves them.
public final class FakeTime implements Time {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

  private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);

  public void advance(Duration by) {
    passed.updateAndGet(so -> so.plus(by));
  }

  /// Sets the wall clock, as somebody at the machine may; the monotonic one goes on as it was.
  public void jump(Duration by) {
    set.updateAndGet(so -> so.plus(by));
  }

  @Override
  public Instant now() {
    return START.plus(passed.get()).plus(set.get());
  }

  @Override
  public long nanos() {
    return passed.get().toNanos();
  }
}
