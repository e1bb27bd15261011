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

  /// The daemon took the words, or the turn was over.
  ///
  /// @return the words
  String answered(long id, boolean accepted) {
    lock.lock();
    try {
      String words = sent.getOrDefault(id, "");
      sent.remove(id);
      if (accepted) {
        queued.add(words);
      }
      return words;
    } finally {
      lock.unlock();
    }
  }

  /// The model was told.
  void heard(String words) {
    lock.lock();
    try {
      if (!queued.remove(words)) {
        // The answer to the request is still on its way.
        sent.values().remove(words);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What the model will not be told, now that the turn is over.
  List<String> takeUnheard() {
    return take(queued);
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
