package alpi.daemon.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// One inquiry while it waits. Exactly one caller may claim it; everyone sees that one's outcome.
final class Parked {
  private final Inquiry inquiry;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final AtomicReference<Optional<Answer>> outcome = new AtomicReference<>(Optional.empty());
  private final CountDownLatch done = new CountDownLatch(1);

  Parked(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  Inquiry inquiry() {
    return inquiry;
  }

  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void complete(Answer answer) {
    outcome.set(Optional.of(answer));
    done.countDown();
  }

  boolean await(Duration timeout) throws InterruptedException {
    return done.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The outcome; waits the moment that recording it takes.
  Answer outcome() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          done.await();
          return outcome.get().orElseThrow();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
