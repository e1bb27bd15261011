package alpi.daemon.journal;

import java.util.concurrent.ThreadFactory;

/// A platform thread that serves one database. Knows whom it serves, so that work which waits for
/// its own thread is refused instead of hanging for ever.
final class OwnedThread extends Thread {
  private final Object owner;

  private OwnedThread(Object owner, Runnable work, String name) {
    super(work, name);
    this.owner = owner;
    setDaemon(true);
  }

  /// Throws when the current thread serves `owner` itself.
  static void refuseInside(Object owner) {
    if (Thread.currentThread() instanceof OwnedThread own && own.owner.equals(owner)) {
      throw new IllegalStateException("a transaction must not wait for its own database");
    }
  }

  /// Makes the threads of one database.
  record Factory(Object owner, String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable work) {
      return new OwnedThread(owner, work, name);
    }
  }
}
