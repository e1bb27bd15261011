package alpi.cli.talk;

import alpi.cli.chat.Prompts;
import alpi.cli.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a turn asks the person, in the order it came. Only the first is on the screen. Used by the
/// typing and the listening thread.
final class Asks {
  /// Guards every field.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<JsonObject> waiting = new ArrayDeque<>();
  private boolean running;

  /// Whether what came last is on the screen.
  private boolean shown = true;

  /// A turn begins, or ends and asks nothing more.
  void running(boolean now) {
    lock.lock();
    try {
      running = now;
      shown = false;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Adds an `approval` or a `question`.
  ///
  /// @return whether it is the first and is to be shown
  boolean add(String kind, JsonObject ask) {
    lock.lock();
    try {
      waiting.add(ask.put("ask", kind));
      shown = false;
      return waiting.size() == 1;
    } finally {
      lock.unlock();
    }
  }

  /// What the next line answers; null when nothing is asked.
  @Nullable JsonObject first() {
    lock.lock();
    try {
      return waiting.peek();
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what was answered, here or elsewhere.
  ///
  /// @return what is to be shown now; null when that is on the screen already or there is nothing
  @Nullable JsonObject remove(String id) {
    lock.lock();
    try {
      JsonObject before = waiting.peek();
      waiting.removeIf(ask -> ask.text("id").equals(id));
      JsonObject after = waiting.peek();
      return after == before ? null : after;
    } finally {
      lock.unlock();
    }
  }

  /// All that came is on the screen.
  void shown() {
    lock.lock();
    try {
      shown = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the turn is over or asks something, and that is shown.
  void await() {
    lock.lock();
    try {
      while (!shown || (running && waiting.isEmpty())) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  static String shown(JsonObject ask) {
    return ask.text("ask").equals("approval") ? Prompts.approval(ask) : Prompts.question(ask);
  }
}
