package alpi.daemon;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// A step of the start that depends on no other one, done on a thread of its own while the start
/// goes on.
final class Alongside<T> {
  private final FutureTask<T> task;

  private Alongside(FutureTask<T> task) {
    this.task = task;
  }

  /// Begins the step. The thread keeps no process alive: a start that fails meanwhile just ends.
  static <T> Alongside<T> begin(String name, Supplier<T> step) {
    var task = new FutureTask<>(step::get);
    Thread.ofPlatform().daemon().name(name).start(task);
    return new Alongside<>(task);
  }

  /// What came of it, waiting for its end if need be.
  ///
  /// @throws RuntimeException the one that the step threw
  T result() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the daemon was starting", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("a step of the start failed", e.getCause());
    }
  }
}
