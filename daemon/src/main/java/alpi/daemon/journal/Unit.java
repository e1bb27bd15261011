package alpi.daemon.journal;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One piece of work on its way to a thread that owns a connection and back. The caller sleeps
/// until it is settled: an interrupt does not tear it away from work that may commit, it is kept
/// and restored.
///
/// @param <T> what the work returns
class Unit<T> {
  private final Function<? super SqlConnection, T> work;
  private final boolean atomic;
  private final Thread waiter = Thread.currentThread();

  private @Nullable T result;
  private @Nullable Throwable failure;

  /// Written last by the owning thread: publishes the two fields above.
  private volatile boolean settled;

  /// @param atomic whether the work changes all or nothing by itself, and needs no savepoint
  Unit(Function<? super SqlConnection, T> work, boolean atomic) {
    this.work = work;
    this.atomic = atomic;
  }

  boolean atomic() {
    return atomic;
  }

  /// Whether nobody waits for it: it may go a little later, in company.
  boolean rides() {
    return false;
  }

  /// Runs the work and keeps what it returns; nobody is told yet.
  void run(SqlConnection connection) {
    result = work.apply(connection);
  }

  void fail(Throwable reason) {
    failure = reason;
  }

  boolean failed() {
    return failure != null;
  }

  /// Wakes the caller.
  void settle() {
    settled = true;
    LockSupport.unpark(waiter);
  }

  /// What the work returned; empty before it ran.
  Optional<T> result() {
    return Optional.ofNullable(result);
  }

  T await() {
    boolean interrupted = false;
    while (!settled) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return outcome();
  }

  private T outcome() {
    Throwable reason = failure;
    if (reason instanceof RuntimeException expected) {
      throw expected;
    }
    if (reason instanceof Error fatal) {
      throw fatal;
    }
    T value = result;
    if (value == null) {
      throw new IllegalStateException("the work returned nothing", reason);
    }
    return value;
  }
}
