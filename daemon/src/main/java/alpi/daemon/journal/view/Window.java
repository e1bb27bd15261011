package alpi.daemon.journal.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The latest changes of a document, for those who come back. For one thread at a time.
final class Window {
  /// Most changes kept.
  static final int MAX_CHANGES = 512;

  /// Most characters of operations kept.
  static final long MAX_SIZE = 1 << 20;

  private final Deque<Change> changes = new ArrayDeque<>();
  private long size;

  void add(Change change) {
    changes.addLast(change);
    size += change.size();
    while (changes.size() > MAX_CHANGES || size > MAX_SIZE) {
      size -= changes.removeFirst().size();
    }
  }

  /// What leads from a revision to the newest one; empty when that is no longer known, or was never
  /// so.
  Optional<List<Change>> since(long rev, Mark mark) {
    List<Change> found = new ArrayList<>();
    boolean met = false;
    for (Change change : changes) {
      if (change.from() == rev) {
        if (!change.before().equals(mark)) {
          return Optional.empty();
        }
        met = true;
      }
      if (met) {
        found.add(change);
      }
    }
    return met ? Optional.of(found) : Optional.empty();
  }
}
