package alpi.cli.stdio;

import alpi.cli.json.JsonObject;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A request of the other side while it is being answered.
public final class Asked {
  private final String method;
  private final JsonObject params;

  /// Guards the two fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private boolean cancelled;
  private @Nullable Runnable stop;

  public Asked(String method, JsonObject params) {
    this.method = method;
    this.params = params;
  }

  public String method() {
    return method;
  }

  public JsonObject params() {
    return params;
  }

  public boolean isCancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  /// What ends the work when the other side no longer wants it; runs at once if that is so already.
  public void whenCancelled(Runnable end) {
    boolean now;
    lock.lock();
    try {
      stop = end;
      now = cancelled;
    } finally {
      lock.unlock();
    }
    if (now) {
      end.run();
    }
  }

  /// The other side no longer wants an answer.
  public void cancel() {
    Runnable end;
    lock.lock();
    try {
      end = cancelled ? null : stop;
      cancelled = true;
    } finally {
      lock.unlock();
    }
    if (end != null) {
      end.run();
    }
  }
}
