package alpi.cli.talk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Words typed while a turn runs, until it is known what became of them. Used by the typing and the
/// listening thread.
final class Steering {
  /// Guards every field.
  private final ReentrantLock lock = new ReentrantLock();

  /// Not sent yet.
  private final List<String> kept = new ArrayList<>();

  /// Sent, by the id of the request.
  private final Map<Long, String> sent = new LinkedHashMap<>();

  /// Taken by the daemon, and not yet told to the model.
  private final List<String> queued = new ArrayList<>();

  void keep(String words) {
    lock.lock();
    try {
      kept.add(words);
    } finally {
      lock.unlock();
    }
  }

  List<String> takeKept() {
    return take(kept);
  }

  /// All whose fate is open, in no case told yet.
  List<String> waiting() {
    lock.lock();
    try {
      List<String> all = new ArrayList<>(queued);
      sent.values().stream().filter(each -> !each.isEmpty()).forEach(all::add);
      all.addAll(kept);
      return List.copyOf(all);
    } finally {
      lock.unlock();
    }
  }

  void sent(long id, String words) {
    lock.lock();
    try {
      sent.put(id, words);
    } finally {
      lock.unlock();
    }
  }

  boolean isMine(long id) {
    lock.lock();
    try {
      return sent.containsKey(id);
    } finally {
      lock.unlock();
    }
  }

  /// The daemon answered to the words.
  ///
  /// @return the words; empty when the model was told meanwhile
  String answered(long id) {
    lock.lock();
    try {
      String words = sent.getOrDefault(id, "");
      sent.remove(id);
      return words;
    } finally {
      lock.unlock();
    }
  }

  /// The daemon took the words for the next step.
  void queued(String words) {
    lock.lock();
    try {
      queued.add(words);
    } finally {
      lock.unlock();
    }
  }

  /// The model was told.
  void heard(String words) {
    lock.lock();
    try {
      if (!queued.remove(words)) {
        // The answer to the request is still on its way, and says nothing new.
        sent.replaceAll((_, each) -> each.equals(words) ? "" : each);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What the model was not told, now that the turn is over; but for what the daemon has not
  /// answered yet.
  List<String> takeUntold() {
    lock.lock();
    try {
      List<String> untold = new ArrayList<>(take(queued));
      untold.addAll(take(kept));
      return List.copyOf(untold);
    } finally {
      lock.unlock();
    }
  }

  private List<String> take(List<String> from) {
    lock.lock();
    try {
      List<String> taken = List.copyOf(from);
      from.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
