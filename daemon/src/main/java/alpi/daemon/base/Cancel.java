package alpi.daemon.base;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// A request to stop, shared by whoever asks and whoever works. Fires once; late listeners run at
/// once.
public final class Cancel {
  /// Guards both fields; listeners run after it is released.
  private final ReentrantLock lock = new ReentrantLock();

  private final List<Runnable> listeners = new ArrayList<>();
  private boolean fired;

  /// Asks for the work to stop. The first call runs the listeners; further calls do nothing.
  public void fire() {
    for (Runnable listener : take()) {
      listener.run();
    }
  }

  private List<Runnable> take() {
    lock.lock();
    try {
      fired = true;
      List<Runnable> taken = List.copyOf(listeners);
      listeners.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  public boolean fired() {
    lock.lock();
    try {
      return fired;
    } finally {
      lock.unlock();
    }
  }

  /// Runs `listener` when the stop is asked for. Close the result once the work it guards is over.
  public Registration onFire(Runnable listener) {
    lock.lock();
    try {
      if (!fired) {
        listeners.add(listener);
        return () -> remove(listener);
      }
    } finally {
      lock.unlock();
    }
    listener.run();
    return () -> {};
  }

  private void remove(Runnable listener) {
    lock.lock();
    try {
      listeners.remove(listener);
    } finally {
      lock.unlock();
    }
  }

  /// Throws `cancelled` once the stop was asked for.
  public void check() {
    if (fired()) {
      throw Problem.of(ErrorCode.CANCELLED, "The work was stopped.");
    }
  }

  /// Undoes [#onFire].
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
