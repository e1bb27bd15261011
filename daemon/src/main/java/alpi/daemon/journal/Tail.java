package alpi.daemon.journal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A reader that follows the journal: each event after its start exactly once, in order, without a
/// gap. Only a cursor: one that is slow costs no memory and holds nobody up.
///
/// One thread takes; any thread may close, which ends a waiting [#take] at once.
public final class Tail implements AutoCloseable {
  /// Most events handed out at once.
  public static final int MAX_TAKE = 512;

  static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Database database;
  private final Head head;
  private final Set<EventKind> kinds;
  private long cursor;
  private volatile boolean closed;

  Tail(Database database, Head head, long after, Set<EventKind> kinds) {
    this.database = database;
    this.head = head;
    this.kinds = Set.copyOf(kinds);
    this.cursor = after;
  }

  /// The next events, one at least; waits for them. Empty once this or the journal is closed.
  public List<Event> take() throws InterruptedException {
    List<Event> events = List.of();
    while (events.isEmpty() && !ended()) {
      events = poll(FOR_EVER);
    }
    return events;
  }

  /// The next events; waits for at most `atMost`. May be empty earlier, when there was something
  /// new of other kinds.
  public List<Event> poll(Duration atMost) throws InterruptedException {
    long upTo = head.awaitAfter(cursor, () -> closed, atMost);
    if (upTo <= cursor || ended()) {
      return List.of();
    }
    var query = new EventQuery(cursor, kinds, Optional.empty(), Optional.empty(), MAX_TAKE);
    List<Event> events = database.read(reader -> EventRows.select(reader, query, upTo));
    cursor = events.size() == MAX_TAKE ? events.getLast().seq() : upTo;
    return events;
  }

  /// The number up to which everything was handed out or filtered.
  public long cursor() {
    return cursor;
  }

  /// Whether there will be no more, because this or the journal is closed.
  public boolean ended() {
    return closed || head.closed();
  }

  @Override
  public void close() {
    closed = true;
    head.nudge();
  }
}
