package alpi.daemon.journal;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// The record of one profile: what happened, in order, each event linked to the one before it by
/// its hash, and the tables whose changes those events tell of.
///
/// A call that returns has reached the disk (`synchronous=FULL`). Callers may be virtual threads;
/// work handed to [#transact] runs on the thread that owns the file, must be short and must not
/// wait.
public final class Journal implements AutoCloseable {
  private final ProfileName profile;
  private final Chain chain;
  private final Head head;
  private final Database database;
  private final WalTail tail;

  private Journal(ProfileName profile, Chain chain, Head head, Database database, WalTail tail) {
    this.profile = profile;
    this.chain = chain;
    this.head = head;
    this.database = database;
    this.tail = tail;
  }

  /// Opens a profile's journal, or makes it.
  public static Journal open(ProfileHome home, Time time) {
    return open(home.journal(), home.name(), time);
  }

  /// Opens the journal in `file`, or makes it.
  ///
  /// @throws Problem `corrupt` when the file is damaged: it is left as it is
  public static Journal open(Path file, ProfileName profile, Time time) {
    return open(file, profile, time, new SqliteOpener());
  }

  static Journal open(Path file, ProfileName profile, Time time, Opener opener) {
    var chain = new Chain(file, profile, time);
    var head = new Head();
    WalTail tail = WalTail.inspect(file);
    Database database =
        Database.open(
            file, Durability.FULL, Migrations.journal(), opener, new ChainListener(chain, head));
    try {
      database.write(sql -> {
        chain.load(sql);
        head.advance(chain.head().seq());
        return true;
      });
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
    return new Journal(profile, chain, head, database, tail);
  }

  public ProfileName profile() {
    return profile;
  }

  /// Records one fact.
  ///
  /// @throws Problem `too_large` when its body exceeds [Draft#MAX_BODY_BYTES]
  public Event append(Draft draft) {
    Envelope envelope = Envelope.of(draft, profile);
    return database.writeAtomic(connection -> chain.append(envelope, connection));
  }

  /// Records a fact that nobody is told of yet, and does not wait for the disk: it goes with the
  /// next call that does, or alone some milliseconds later. Whenever a later [#append] or
  /// [#transact] has returned, this fact is durable too. While the disk fails this waits like
  /// [#append], and fails like it.
  public void later(Draft draft) {
    later(draft, _ -> {});
  }

  /// The same, telling somebody once the fact is durable.
  ///
  /// @param told runs before anybody hears of a later fact, on the thread that owns the file: it
  ///   must be short and must not wait
  public void later(Draft draft, Consumer<Event> told) {
    if (degraded().isPresent()) {
      told.accept(append(draft));
      return;
    }
    Envelope envelope = Envelope.of(draft, profile);
    database.ride(connection -> chain.append(envelope, connection), told);
  }

  /// Tells somebody once everything that was recorded before this call is durable.
  ///
  /// @param told is handed the number of the last such event, under the same rules
  public void onceDurable(LongConsumer told) {
    database.ride(_ -> chain.head().seq(), told::accept);
  }

  /// Changes state and records the events that tell of it: all of it or, if `work` throws, nothing.
  public <T> T transact(Function<? super Tx, T> work) {
    return database.writeInside(connection -> inside(work, connection));
  }

  private <T> T inside(Function<? super Tx, T> work, SqlConnection connection) {
    Chain.Head before = chain.head();
    try {
      return work.apply(new ChainTx(connection, chain, profile));
    } catch (RuntimeException | Error e) {
      chain.rewind(before);
      throw e;
    }
  }

  /// Committed events, oldest first.
  public List<Event> read(EventQuery query) {
    return database.read(reader -> EventRows.select(reader, query, Long.MAX_VALUE));
  }

  /// The event with this number.
  public Optional<Event> find(long seq) {
    return read(EventQuery.after(seq - 1, 1)).stream()
        .filter(event -> event.seq() == seq)
        .findFirst();
  }

  /// The number of the last event before a moment, 0 when there is none: events are in the order of
  /// their time.
  public long lastBefore(Instant from) {
    long low = 0;
    long high = head();
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      boolean earlier = find(middle).filter(e -> e.at().isBefore(from)).isPresent();
      if (earlier) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /// Asks a table that some room keeps here, on what is committed now.
  public <T> List<T> query(String sql, Function<Row, T> mapper, Object... arguments) {
    return database.query(sql, mapper, arguments);
  }

  /// Runs questions that all see the same moment.
  public <T> T view(Function<? super Reader, T> work) {
    return database.read(work);
  }

  /// The number of the last committed event; 0 before the first.
  public long head() {
    return head.seq();
  }

  /// Waits for an event after number `seen`.
  ///
  /// @return the number of the last committed one; empty once this is closed
  public OptionalLong awaitAfter(long seen) throws InterruptedException {
    long last = head.awaitAfter(seen, () -> false, Tail.FOR_EVER);
    return last > seen && !head.closed() ? OptionalLong.of(last) : OptionalLong.empty();
  }

  /// Follows all events after number `after`: first the stored ones, then each new one.
  public Tail tail(long after) {
    return tail(after, Set.of());
  }

  /// Follows the events of some kinds.
  ///
  /// @param kinds empty means all
  public Tail tail(long after, Set<EventKind> kinds) {
    return new Tail(database, head, after, kinds);
  }

  /// Checks every event and every link. Reads the whole file: takes seconds per million events.
  public VerifyReport verify() {
    return file().examine(List.of(), EventSink.NONE);
  }

  /// The file itself, to be checked or copied beside the work that goes on.
  public JournalFile file() {
    return new JournalFile(database.file(), profile, tail);
  }

  /// Why nothing can be recorded at the moment: the disk failed. Empty when all is well.
  public Optional<Problem> degraded() {
    return database.degraded();
  }

  /// How often somebody waited for the disk since this was opened.
  public long waits() {
    return database.waits();
  }

  /// Finishes what is queued, wakes those who follow, closes the file.
  @Override
  public void close() {
    database.close();
    head.close();
  }
}
