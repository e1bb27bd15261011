package alpi.daemon.journal.view;

import alpi.alp.rpc.Problem;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// One document in memory. It has no thread of its own: whoever asks folds what came since, and
/// those who ask meanwhile wait for that.
final class LiveView {
  /// Events read at once.
  static final int PAGE = 2_000;

  /// After so many events the document is kept on the disk. A fold costs some ten microseconds an
  /// event, so from the first one on it would cost seconds for a year of work.
  static final long KEEP_EVERY = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);

  private final View view;
  private final Journal journal;
  private final long keepEvery;

  /// Guards all fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition moved = lock.newCondition();
  private final Sheet sheet;
  private final Window window = new Window();
  private long seq;
  private long rev;
  private Mark mark;
  private long keptAt;
  private boolean reading;
  private int watchers;
  private boolean used = true;

  private LiveView(View view, Journal journal, long keepEvery, Optional<Kept> kept) {
    this.view = view;
    this.journal = journal;
    this.keepEvery = keepEvery;
    this.sheet = kept.map(known -> new Sheet(known.document())).orElseGet(Sheet::new);
    this.mark = kept.map(Kept::mark).orElseGet(() -> Mark.first(view));
    kept.ifPresent(known -> {
      seq = known.seq();
      rev = known.rev();
      keptAt = known.seq();
    });
    if (kept.isEmpty()) {
      view.begin(sheet);
      var _ = sheet.take();
    }
  }

  /// Goes on from what was kept, if anything was.
  static LiveView open(View view, Journal journal, long keepEvery) {
    return new LiveView(view, journal, keepEvery, Kept.find(journal, view));
  }

  /// All of the document, as it is after event `upTo` at least.
  Told.Whole whole(long upTo) throws InterruptedException {
    advance(upTo);
    lock.lock();
    try {
      used = true;
      return whole();
    } finally {
      lock.unlock();
    }
  }

  /// What leads from a revision to the one after event `upTo` at least; all of the document where
  /// that is not known, or would be longer.
  Told since(long from, Mark known, long upTo) throws InterruptedException {
    advance(upTo);
    lock.lock();
    try {
      used = true;
      if (from == rev && known.equals(mark)) {
        return new Told.Patch(from, rev, mark, seq, List.of());
      }
      return window
          .since(from, known)
          .<Told>map(changes -> patch(from, changes))
          .orElseGet(this::whole);
    } finally {
      lock.unlock();
    }
  }

  void joined() {
    count(1);
  }

  void left() {
    count(-1);
  }

  /// Whether nobody watched it or asked for it since this was asked last.
  boolean unused() {
    lock.lock();
    try {
      boolean was = used || watchers > 0;
      used = false;
      return !was;
    } finally {
      lock.unlock();
    }
  }

  private void count(int more) {
    lock.lock();
    try {
      watchers += more;
      used = true;
    } finally {
      lock.unlock();
    }
  }

  private Told.Whole whole() {
    return new Told.Whole(rev, mark, seq, sheet.copy());
  }

  private Told patch(long from, List<Change> changes) {
    long size = changes.stream().mapToLong(Change::size).sum();
    if (changes.size() > 1 && size > Window.MAX_SIZE / 2) {
      return whole();
    }
    List<ObjectNode> ops =
        changes.stream().flatMap(change -> change.ops().stream()).map(Op::json).toList();
    return new Told.Patch(from, rev, mark, seq, ops);
  }

  private void advance(long upTo) throws InterruptedException {
    long from = turn(upTo);
    while (from < upTo) {
      read(from, upTo);
      from = turn(upTo);
    }
    keep();
  }

  /// Waits until nobody else reads.
  ///
  /// @return where to read on, with the right to do so; `upTo` or more when there is nothing to
  ///   read
  private long turn(long upTo) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (reading && seq < upTo) {
        moved.await();
      }
      reading = reading || seq < upTo;
      return seq;
    } finally {
      lock.unlock();
    }
  }

  private void read(long from, long upTo) {
    Optional<List<Event>> events = Optional.empty();
    try {
      events = Optional.of(journal.read(EventQuery.after(from, PAGE).kinds(view.kinds())));
    } finally {
      lock.lock();
      try {
        events.ifPresent(page -> fold(page, upTo));
      } finally {
        reading = false;
        moved.signalAll();
        lock.unlock();
      }
    }
  }

  private void fold(List<Event> page, long upTo) {
    for (Event event : page) {
      view.fold(sheet, event);
      List<Op> ops = sheet.take();
      if (!ops.isEmpty()) {
        window.add(Change.of(rev, mark, ops));
        rev++;
        mark = Mark.of(view, event.hash());
      }
      seq = event.seq();
    }
    if (page.size() < PAGE) {
      seq = Math.max(seq, upTo);
    }
  }

  private void keep() {
    Optional<Told.Whole> now = Optional.empty();
    lock.lock();
    try {
      if (seq - keptAt >= keepEvery) {
        keptAt = seq;
        now = Optional.of(whole());
      }
    } finally {
      lock.unlock();
    }
    now.ifPresent(this::keep);
  }

  /// A disk that takes nothing keeps nobody from reading.
  private void keep(Told.Whole now) {
    try {
      journal
          .find(now.seq())
          .map(Event::hash)
          .map(link -> new Kept(now.seq(), link, now.rev(), now.mark(), now.document()))
          .ifPresent(kept -> kept.write(journal, view));
    } catch (Problem problem) {
      LOG.warn("event=view_not_kept view={} reason={}", view.id(), problem.sentence());
    }
  }
}
