package alpi.daemon.model;

import alpi.daemon.base.Cancel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A wait that a stop ends early.
public interface Pause {
  void pause(Duration duration, Cancel cancel) throws InterruptedException;

  /// Waits in real time.
  static Pause real() {
    return (duration, cancel) -> {
      var fired = new CountDownLatch(1);
      try (Cancel.Registration _ = cancel.onFire(fired::countDown)) {
        if (fired.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
          cancel.check();
        }
      }
    };
  }
}
