package alpi.browser;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The latest events of a session; the oldest give way. May be used from any thread.
public final class EventRing {
  public static final int MAX_EVENTS = 100;

  /// Guards the queue.
  private final ReentrantLock lock = new ReentrantLock();

  private final ArrayDeque<BrowserEvent> events = new ArrayDeque<>();

  public void add(BrowserEvent event) {
    lock.lock();
    try {
      if (events.size() == MAX_EVENTS) {
        events.removeFirst();
      }
      events.addLast(event);
    } finally {
      lock.unlock();
    }
  }

  /// All of them, oldest first; afterwards there are none.
  public List<BrowserEvent> drain() {
    lock.lock();
    try {
      var all = new ArrayList<>(events);
      events.clear();
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }
}
