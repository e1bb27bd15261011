package alpi.daemon.journal;

import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work on its way to the file that nobody waits for. It goes with the next work that somebody
/// waits for, and outlives a disk that fails meanwhile.
///
/// @param <T> what the work returns
final class Rider<T> extends Unit<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Rider.class);

  private final Consumer<? super T> told;

  /// @param told is handed what the work returned once it is durable, on the thread that owns the
  ///   file
  Rider(Function<? super SqlConnection, T> work, Consumer<? super T> told) {
    super(work, true);
    this.told = told;
  }

  @Override
  boolean rides() {
    return true;
  }

  @Override
  void fail(Throwable reason) {
    super.fail(reason);
    LOG.error("event=fact_not_recorded", reason);
  }

  @Override
  void settle() {
    if (failed()) {
      return;
    }
    try {
      result().ifPresent(told);
    } catch (RuntimeException e) {
      LOG.error("event=fact_not_told", e);
    }
  }
}
