package alpi.alp.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Runs tasks one after another in the order they came, on a virtual thread that lives while there
/// are any. What they touch needs no lock.
final class Mailbox {
  /// Guards the two fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  void post(Runnable task) {
    lock.lock();
    try {
      tasks.addLast(task);
      if (running) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("link").start(this::run);
  }

  private void run() {
    Optional<Runnable> next = next();
    while (next.isPresent()) {
      next.get().run();
      next = next();
    }
  }

  private Optional<Runnable> next() {
    lock.lock();
    try {
      Optional<Runnable> task = Optional.ofNullable(tasks.pollFirst());
      running = task.isPresent();
      return task;
    } finally {
      lock.unlock();
    }
  }
}
