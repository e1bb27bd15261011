package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Stops a turn when the time its asker gave it is over. Waits on a virtual thread of its own, so
/// that a model or a tool that never returns is stopped too.
final class TurnDeadline implements AutoCloseable {
  private final Optional<Duration> patience;
  private final AtomicBoolean passed = new AtomicBoolean();
  private @Nullable Thread watch;

  private TurnDeadline(Optional<Duration> patience) {
    this.patience = patience;
  }

  static TurnDeadline start(LiveTurn live) {
    TurnDeadline deadline = new TurnDeadline(live.request().timeout());
    deadline.patience.ifPresent(
        wait -> deadline.watch = Thread.ofVirtual().start(() -> deadline.wait(live, wait)));
    return deadline;
  }

  private void wait(LiveTurn live, Duration wait) {
    try {
      Thread.sleep(wait);
      passed.set(true);
      live.cancel().fire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean passed() {
    return passed.get();
  }

  Problem problem() {
    return Problem.of(
        ErrorCode.DEADLINE,
        "The turn took longer than the "
            + patience.map(TurnDeadline::text).orElse("time")
            + " it was given.",
        "Give it more with --timeout; what it had done is kept in the conversation.");
  }

  private static String text(Duration wait) {
    return wait.toMillis() < 1000 ? wait.toMillis() + " ms" : wait.toSeconds() + " s";
  }

  @Override
  public void close() {
    Thread waiting = watch;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
