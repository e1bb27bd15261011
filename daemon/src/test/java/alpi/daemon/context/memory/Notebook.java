package alpi.daemon.context.memory;

import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Tokens;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Recorded;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/// A memory over a real journal, and short ways to put things into it.
final class Notebook implements AutoCloseable {
  static final Origin OWNER = Origin.of(Actor.local(1000));
  static final Labels WEB = Labels.of(Source.WEB, false);

  final FakeTime time = new FakeTime();
  final Ids ids = new Ids(time, new Random(5));
  final ProfileHome home;
  final Journal journal;
  private final ToIntFunction<Lane> room;
  MemoryStore store;

  Notebook(Path dir) {
    this(dir, Lane::rows);
  }

  Notebook(Path dir, ToIntFunction<Lane> room) {
    this.room = room;
    home = new Home(dir).profile(ProfileName.DEFAULT);
    journal = Journal.open(home, time);
    store = open();
  }

  /// Another store over the same file, as another process has it.
  MemoryStore open() {
    return new MemoryStore(home, journal, ids, new Tokens(new Random(7)), time, room);
  }

  void reopen() {
    store.close();
    store = open();
  }

  /// Keeps a fact of the owner's.
  Remembered keep(String text) {
    return switch (store.remember(Observation.of(text, Lane.SEMANTIC, Labels.OWNER), OWNER)) {
      case Kept.Fresh fresh -> fresh.memory();
      case Kept.Again again -> again.memory();
      case Kept.Held held -> throw new AssertionError("held: " + held);
      case Kept.Refused _ -> throw new AssertionError("refused");
    };
  }

  /// Has a page say something.
  Kept hear(String text) {
    return store.remember(Observation.of(text, Lane.SEMANTIC, WEB), OWNER);
  }

  Remembered held(String text) {
    if (hear(text) instanceof Kept.Held held) {
      return held.memory();
    }
    throw new AssertionError("not held: " + text);
  }

  List<String> relevant(String message) {
    return store.relevant(message, 10).stream().map(each -> each.memory().text()).toList();
  }

  List<String> kinds() {
    return journal.read(EventQuery.after(0, 1000)).stream()
        .map(event -> event.kind().wire())
        .toList();
  }

  List<Event> events() {
    return journal.read(EventQuery.after(0, 1000));
  }

  @Override
  public void close() {
    store.close();
    Recorded.close(journal);
  }
}
