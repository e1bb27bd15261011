package alpi.daemon.context.memory;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.base.Ids;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Period;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.base.Vector;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import alpi.daemon.journal.Reader;
import alpi.daemon.session.Near;
import alpi.daemon.session.VectorIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// A profile's memory beside the files that the owner writes: what was observed, with where it came
/// from and how sure it is.
///
/// What a stranger's words went into is held and shown to no model until the owner admits it. What
/// disagrees stands side by side until the owner decides. What is forgotten is in no part of the
/// file any more. Nothing is opened before it is first asked for, and a profile that keeps nothing
/// has no file.
public final class MemoryStore implements AutoCloseable {
  /// Most memories that one question is answered with.
  public static final int MAX_FOUND = 200;

  /// How many are looked at for a message, by words and by names.
  private static final int CANDIDATES = 72;

  private static final int MAX_PINNED = 24;
  private static final int MAX_CUE_NAMES = 64;

  private final MemoryFile file;
  private final MemoryVectors vectors;
  private final MemoryJournal journal;
  private final Forgetting forgetting;
  private final Keeping keeping;
  private final Time time;

  /// Serialises changes: what is decided on is what is changed.
  private final ReentrantLock changing = new ReentrantLock();

  /// @param tokens make what rejected texts are known by
  public MemoryStore(ProfileHome home, Journal journal, Ids ids, Tokens tokens, Time time) {
    this(home, journal, ids, tokens, time, Lane::rows);
  }

  MemoryStore(
      ProfileHome home,
      Journal journal,
      Ids ids,
      Tokens tokens,
      Time time,
      ToIntFunction<Lane> room) {
    this.time = time;
    this.file = new MemoryFile(home.memoryStore(), tokens);
    this.vectors = new MemoryVectors(home.indexes().resolve("memory.db"), this::live);
    this.journal = new MemoryJournal(journal);
    this.forgetting = new Forgetting(file, this.journal, time);
    this.keeping = new Keeping(file, this.journal, forgetting, room, ids, time);
  }

  /// What is worth knowing for a message, best first: found by its words, by the names in it, and
  /// whatever the owner pinned. What disagrees with something found is found with it.
  ///
  /// @param limit from 1 to [#MAX_FOUND]
  /// @throws Problem `corrupt` or `storage`
  public List<Relevant> relevant(String message, int limit) {
    if (!file.exists()) {
      return List.of();
    }
    Instant now = time.now();
    return file.read(reader -> {
      var ranking = new Ranking();
      Words.match(message)
          .ifPresent(match ->
              ranking.add(
                  "words", 1.0, MemoryRows.search(reader, match, Standing.LIVE, now, CANDIDATES)));
      ranking.add("name", 0.5, MemoryRows.about(reader, names(message), now, CANDIDATES / 2));
      ranking.add("pinned", 0.5, MemoryRows.pinned(reader, now, MAX_PINNED));
      return disputes(reader, ranking.best(now, bounded(limit)), now);
    });
  }

  /// Words and pairs and threes of words of a message, as names might be written in it.
  private static List<String> names(String message) {
    List<String> words = Words.of(Cut.head(message, Words.MAX_CUE_CHARS));
    List<String> names = new ArrayList<>(Words.cues(message));
    for (int i = 0; i + 1 < words.size(); i++) {
      names.add(words.get(i) + " " + words.get(i + 1));
      if (i + 2 < words.size()) {
        names.add(words.get(i) + " " + words.get(i + 1) + " " + words.get(i + 2));
      }
    }
    return names.subList(0, Math.min(names.size(), MAX_CUE_NAMES));
  }

  /// Puts beside each memory those that say otherwise.
  private static List<Relevant> disputes(Reader reader, List<Relevant> found, Instant now) {
    Map<MemoryId, Relevant> all = new LinkedHashMap<>();
    for (Relevant each : found) {
      List<Remembered> against =
          each.memory().claim().isPresent()
              ? MemoryRows.against(reader, each.memory().id(), now)
              : List.of();
      List<MemoryId> ids = against.stream().map(Remembered::id).toList();
      all.put(each.memory().id(), new Relevant(each.memory(), each.score(), each.why(), ids));
      for (Remembered other : against) {
        all.putIfAbsent(
            other.id(), new Relevant(other, each.score(), "dispute", List.of(each.memory().id())));
      }
    }
    return List.copyOf(all.values());
  }

  /// Full-text search.
  ///
  /// @param standing live ones, or those that are held
  public List<Remembered> search(String text, Standing standing, int limit) {
    Optional<String> match = Words.match(text);
    if (match.isEmpty() || !file.exists()) {
      return List.of();
    }
    return file.read(
        reader -> MemoryRows.search(reader, match.get(), standing, time.now(), bounded(limit)));
  }

  /// What counts in a period, the nearest to a question first.
  public List<Near<Remembered>> near(Vector question, Period period, int limit) {
    if (!file.exists()) {
      return List.of();
    }
    Instant now = time.now();
    List<Near<MemoryId>> nearest = vectors.near(question, period, bounded(limit));
    return file.read(reader -> {
      List<Near<Remembered>> found = new ArrayList<>();
      for (Near<MemoryId> near : nearest) {
        MemoryRows.find(reader, near.found())
            .filter(it -> it.counts(now))
            .ifPresent(it -> found.add(near.as(it)));
      }
      return List.copyOf(found);
    });
  }

  /// The vectors of what counts. What waits for the owner has none.
  public VectorIndex vectors() {
    return vectors;
  }

  /// What vectors are made of.
  private Map<MemoryId, MemoryVectors.Copy> live() {
    return file.exists() ? file.read(reader -> MemoryRows.live(reader, time.now())) : Map.of();
  }

  public List<Remembered> list(MemoryFilter filter, int limit) {
    return file.exists()
        ? file.read(reader -> MemoryRows.list(reader, filter, time.now(), limit))
        : List.of();
  }

  /// The memory of this id, whatever its standing.
  ///
  /// @throws Problem `not_found`, or `gone` when it was forgotten
  public Remembered find(MemoryId id) {
    if (!file.exists()) {
      throw unknown(id);
    }
    return file.read(reader ->
        MemoryRows.find(reader, id)
            .filter(it -> it.standing() != Standing.LEAVING)
            .orElseThrow(() ->
                MemoryRows.gone(reader, id)
                    .map(gone ->
                        Problem.of(
                            ErrorCode.GONE,
                            "The memory " + id + " is no more: it was " + told(gone.why()) + "."))
                    .orElseGet(() -> unknown(id))));
  }

  /// Every version of a memory, the latest first.
  public List<Remembered> history(MemoryId id) {
    return file.exists() ? file.read(reader -> MemoryRows.chain(reader, id)) : List.of();
  }

  /// Live memories that say otherwise.
  public List<Remembered> against(MemoryId id) {
    return file.exists()
        ? file.read(reader -> MemoryRows.against(reader, id, time.now()))
        : List.of();
  }

  public List<Conflict> conflicts(int limit) {
    if (!file.exists()) {
      return List.of();
    }
    Instant now = time.now();
    return file.read(reader -> {
      List<Conflict> conflicts = new ArrayList<>();
      for (MemoryId id : MemoryRows.disputed(reader, now, bounded(limit))) {
        MemoryRows.find(reader, id)
            .ifPresent(newest -> {
              List<Remembered> sides = new ArrayList<>(List.of(newest));
              sides.addAll(MemoryRows.against(reader, id, now));
              newest
                  .claim()
                  .filter(_ -> sides.size() > 1)
                  .ifPresent(about ->
                      conflicts.add(new Conflict(about.subject(), about.attribute(), sides)));
            });
      }
      return List.copyOf(conflicts);
    });
  }

  /// Keeps something, or puts it before the owner when a stranger's words went into it.
  ///
  /// @throws Problem `too_large` when its lane is full and gives nothing up, `queue_full`
  public Kept remember(Observation said, Origin origin) {
    return changing(() -> keeping.remember(said, origin));
  }

  /// Puts another text in place of a memory; the old one is kept as history.
  ///
  /// @throws Problem `not_found`, `gone`, `conflict` when it does not count any more
  public Kept correct(MemoryId id, Observation said, Origin origin) {
    return changing(() -> keeping.correct(required(id, Standing.LIVE), said, origin));
  }

  /// Takes a memory out of the file, with all its versions.
  ///
  /// @return what is no more
  /// @throws Problem `not_found`, `gone`
  public List<Remembered> forget(MemoryId id, Origin origin) {
    return changing(() -> {
      List<Remembered> gone = forgetting.forget(find(id).id(), origin);
      vectors.tidy();
      return gone;
    });
  }

  /// Changes how a memory is kept.
  public Remembered tune(MemoryId id, Tuning tuning, Origin origin) {
    return changing(() -> keeping.tune(required(id, Standing.LIVE), tuning, origin));
  }

  /// Lets count what is held.
  ///
  /// @throws Problem `denied` when no person asks, `conflict` when it is not held
  public Remembered admit(MemoryId id, Origin origin) {
    return changing(() -> keeping.admit(required(id, Standing.HELD), origin));
  }

  /// Takes out what is held, and refuses the same words from now on.
  public void reject(MemoryId id, Origin origin) {
    changing(() -> {
      Remembered held = required(id, Standing.HELD);
      forgetting.reject(held, origin, keeping.mark(held.text()));
      return held;
    });
  }

  /// Says of memories that disagree that they hold side by side.
  ///
  /// @return how many it is about
  public int both(MemoryId id, Origin origin) {
    return changing(() -> {
      List<Remembered> all = new ArrayList<>(List.of(required(id, Standing.LIVE)));
      all.addAll(against(id));
      all.forEach(it -> journal.tell(EventKind.MEMORY_CHANGED, it, origin, "both"));
      file.write(sql -> {
        MemoryChanges.both(sql, all.stream().map(Remembered::id).toList());
        return true;
      });
      return all.size();
    });
  }

  /// Takes out what has expired.
  ///
  /// @return how many are no more
  public int sweep() {
    int swept = file.exists() ? changing(forgetting::sweep) : 0;
    vectors.tidy();
    return swept;
  }

  /// What there is to tidy.
  public MemoryAudit audit() {
    return MemoryAudit.of(list(MemoryFilter.LIVE, MemoryAudit.MAX_LOOKED_AT), time.now());
  }

  /// How many of each kind there are.
  public MemoryCount count() {
    return file.exists() ? file.read(MemoryCount::of) : MemoryCount.NONE;
  }

  private Remembered required(MemoryId id, Standing standing) {
    Remembered it = find(id);
    if (it.standing() != standing) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "The memory " + id + " is " + it.standing().wire() + ", not " + standing.wire() + ".",
          "`alpi memory show " + id + "` tells its history.");
    }
    return it;
  }

  private <T> T changing(Supplier<T> change) {
    changing.lock();
    try {
      return change.get();
    } finally {
      changing.unlock();
    }
  }

  private static int bounded(int limit) {
    return Math.max(1, Math.min(limit, MAX_FOUND));
  }

  private static String told(String why) {
    return why.equals(Forgetting.MADE_ROOM) ? "dropped to make room" : why;
  }

  private static Problem unknown(MemoryId id) {
    return Problem.of(
        ErrorCode.NOT_FOUND, "There is no memory " + id + ".", "`alpi memory show` lists them.");
  }

  @Override
  public void close() {
    vectors.close();
    file.close();
  }
}
