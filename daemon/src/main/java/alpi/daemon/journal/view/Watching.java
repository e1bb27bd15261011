package alpi.daemon.journal.view;

import alpi.daemon.journal.Journal;
import java.util.Optional;
import java.util.OptionalLong;

/// One who follows a view: told where the document is, then each change, without a gap. One who is
/// slow is told more at once, or all of it again; nobody waits for it.
///
/// One thread asks.
public final class Watching implements AutoCloseable {
  private final Journal journal;
  private final LiveView live;
  private Optional<Place> place;
  private boolean begun;
  private long seen;

  /// Where a watcher is.
  public record Place(long rev, Mark mark) {}

  Watching(Journal journal, LiveView live, Optional<Place> place) {
    this.journal = journal;
    this.live = live;
    this.place = place;
    live.joined();
  }

  /// What is to be told next; waits for it. Empty once the journal is closed.
  public Optional<Told> next() throws InterruptedException {
    OptionalLong head = begun ? journal.awaitAfter(seen) : OptionalLong.of(journal.head());
    while (head.isPresent()) {
      Told told = ask(head.getAsLong());
      seen = Math.max(told.seq(), head.getAsLong());
      boolean news = !begun || !(told instanceof Told.Patch patch && patch.ops().isEmpty());
      begun = true;
      if (news) {
        place = Optional.of(new Place(told.rev(), told.mark()));
        return Optional.of(told);
      }
      head = journal.awaitAfter(seen);
    }
    return Optional.empty();
  }

  private Told ask(long upTo) throws InterruptedException {
    return place.isPresent()
        ? live.since(place.get().rev(), place.get().mark(), upTo)
        : live.whole(upTo);
  }

  @Override
  public void close() {
    live.left();
  }
}
