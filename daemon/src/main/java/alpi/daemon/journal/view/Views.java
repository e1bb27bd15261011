package alpi.daemon.journal.view;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.journal.Journal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The views of one profile. Until somebody asks for one it costs nothing; one that nobody asks for
/// any more is let go.
public final class Views {
  private final Journal journal;
  private final Supplier<List<View>> views;
  private final long keepEvery;

  /// Guards the map, and that a view is opened once.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, LiveView> live = new HashMap<>();

  /// @param views asked for when somebody asks for a view, and not before
  public Views(Journal journal, Supplier<List<View>> views) {
    this(journal, views, LiveView.KEEP_EVERY);
  }

  Views(Journal journal, Supplier<List<View>> views, long keepEvery) {
    this.journal = journal;
    this.views = views;
    this.keepEvery = keepEvery;
  }

  /// Every view there is.
  public List<View> list() {
    return views.get();
  }

  /// A document as it is after everything that was recorded before this call.
  ///
  /// @throws Problem `not_found`
  public Told.Whole get(String id) throws InterruptedException {
    return find(id).whole(journal.head());
  }

  /// Follows a document.
  ///
  /// @param place what the watcher has already; empty for nothing
  /// @throws Problem `not_found`
  public Watching watch(String id, Optional<Watching.Place> place) {
    return new Watching(journal, find(id), place);
  }

  /// Lets go what nobody asked for since the call before this one.
  public void rest() {
    lock.lock();
    try {
      live.values().removeIf(LiveView::unused);
    } finally {
      lock.unlock();
    }
  }

  /// How many documents are in memory.
  int open() {
    lock.lock();
    try {
      return live.size();
    } finally {
      lock.unlock();
    }
  }

  private LiveView find(String id) {
    View view =
        views.get().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> unknown(id));
    lock.lock();
    try {
      return live.computeIfAbsent(id, _ -> LiveView.open(view, journal, keepEvery));
    } finally {
      lock.unlock();
    }
  }

  private Problem unknown(String id) {
    return Problem.of(
        ErrorCode.NOT_FOUND,
        "There is no view " + id + ".",
        views.get().stream().map(View::id).collect(Collectors.joining(", ", "Views are: ", ".")));
  }
}
