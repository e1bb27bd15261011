package alpi.daemon.context.memory;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Ids;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Puts things into memory: what the owner or the agent says at once, what strangers say into
/// quarantine, and from there only by the owner's hand.
final class Keeping {
  /// Most memories that wait for the owner.
  static final int MAX_HELD = 200;

  /// Most of them that came out of one conversation, so that one peer, or one page, cannot take the
  /// room of all others.
  static final int MAX_HELD_OF_ONE = 40;

  /// How long one waits.
  static final Duration HELD_LIFE = Duration.ofDays(30);

  private final MemoryFile file;
  private final MemoryJournal journal;
  private final Forgetting forgetting;
  private final Ids ids;
  private final Time time;
  private final ToIntFunction<Lane> room;

  Keeping(
      MemoryFile file,
      MemoryJournal journal,
      Forgetting forgetting,
      ToIntFunction<Lane> room,
      Ids ids,
      Time time) {
    this.file = file;
    this.journal = journal;
    this.forgetting = forgetting;
    this.room = room;
    this.ids = ids;
    this.time = time;
  }

  Kept remember(Observation said, Origin origin) {
    String same = MemoryChanges.same(said.text());
    Optional<Remembered> known = known(same, said.labels().untrusted());
    if (known.isPresent()) {
      return again(known.get(), said, origin);
    }
    return said.labels().untrusted() ? hold(said, origin, Optional.empty()) : keep(said, origin);
  }

  /// One that says the same. A stranger who says what counts already changes nothing about it; the
  /// owner who says what is held is not asked again.
  private Optional<Remembered> known(String same, boolean untrusted) {
    Instant now = time.now();
    return file.read(reader -> {
      Optional<Remembered> live =
          MemoryRows.same(reader, same, Standing.LIVE).filter(it -> counts(it, now));
      return untrusted ? live.or(() -> MemoryRows.same(reader, same, Standing.HELD)) : live;
    });
  }

  private static boolean counts(Remembered it, Instant now) {
    return it.expires().filter(at -> !at.isAfter(now)).isEmpty();
  }

  private Kept again(Remembered known, Observation said, Origin origin) {
    if (!said.labels().untrusted()) {
      journal.tell(EventKind.MEMORY_REINFORCED, known, origin);
      file.write(sql -> {
        MemoryChanges.reinforce(
            sql, known.id(), time.now(), said.confidence(), expiry(said, known.lane()));
        return true;
      });
    }
    return new Kept.Again(known(known.id()));
  }

  private Kept keep(Observation said, Origin origin) {
    makeRoom(said.lane());
    Remembered fresh = fresh(said, origin, Standing.LIVE, Optional.empty());
    journal.tell(EventKind.MEMORY_KEPT, fresh, origin);
    add(fresh, fresh.id());
    return new Kept.Fresh(fresh, against(fresh.id()));
  }

  private Kept hold(Observation said, Origin origin, Optional<MemoryId> replaces) {
    if (refused(said.text())) {
      return new Kept.Refused();
    }
    if (file.read(reader -> MemoryRows.count(reader, Standing.HELD)) >= MAX_HELD) {
      throw Problem.of(
          ErrorCode.QUEUE_FULL,
          "The review queue of the memory is full: " + MAX_HELD + ".",
          "The owner empties it with `alpi memory review`.");
    }
    if (file.read(reader -> heldOf(reader, origin)) >= MAX_HELD_OF_ONE) {
      throw Problem.of(
          ErrorCode.QUEUE_FULL,
          "As much as may wait for the owner out of one conversation waits already: "
              + MAX_HELD_OF_ONE
              + ".",
          "The owner empties it with `alpi memory review`.");
    }
    Remembered held = fresh(said, origin, Standing.HELD, replaces);
    journal.tell(EventKind.MEMORY_HELD, held, origin);
    add(held, held.id());
    return new Kept.Held(held, against(held.id()));
  }

  /// How much waits from where this came. What a person brings outside any conversation is bounded
  /// by the queue alone.
  private static long heldOf(Reader reader, Origin origin) {
    if (origin.session().isPresent()) {
      return MemoryRows.held(reader, origin.session().get());
    }
    return origin.actor().person() ? 0 : MemoryRows.held(reader, origin.actor());
  }

  /// Puts a new version in place of a memory.
  Kept correct(Remembered old, Observation said, Origin origin) {
    if (said.labels().untrusted()) {
      return hold(said, origin, Optional.of(old.id()));
    }
    if (MemoryChanges.same(said.text()).equals(MemoryChanges.same(old.text()))
        && said.text().equals(old.text())) {
      return again(old, said, origin);
    }
    Remembered fresh = fresh(said, origin, Standing.LIVE, Optional.of(old.id()));
    journal.tell(EventKind.MEMORY_CORRECTED, fresh, origin);
    file.write(sql -> {
      MemoryChanges.standing(sql, old.id(), Standing.SUPERSEDED);
      MemoryChanges.add(sql, fresh, MemoryRows.chainOf(sql, old.id()));
      return true;
    });
    return new Kept.Fresh(fresh, against(fresh.id()));
  }

  /// Lets what is held count. Only a person can: whoever runs by itself has nobody's word.
  Remembered admit(Remembered held, Origin origin) {
    if (!origin.actor().person()) {
      throw Problem.of(
          ErrorCode.DENIED,
          "Only the owner admits what a stranger said into memory.",
          "Run `alpi memory review`.");
    }
    makeRoom(held.lane());
    journal.tell(EventKind.MEMORY_ADMITTED, held, origin);
    Instant now = time.now();
    file.write(sql -> {
      MemoryChanges.admit(sql, held.id(), now, held.lane().life().map(now::plus));
      held.replaces()
          .flatMap(old -> MemoryRows.find(sql, old))
          .filter(old -> old.standing() == Standing.LIVE)
          .ifPresent(old -> {
            MemoryChanges.standing(sql, old.id(), Standing.SUPERSEDED);
            MemoryChanges.chain(sql, held.id(), MemoryRows.chainOf(sql, old.id()));
          });
      return true;
    });
    return known(held.id());
  }

  /// Changes how a memory is kept, not what it says.
  Remembered tune(Remembered it, Tuning tuning, Origin origin) {
    Lane lane = tuning.lane().orElse(it.lane());
    if (lane != it.lane()) {
      makeRoom(lane);
    }
    boolean pinned = tuning.pinned().orElse(it.pinned());
    Optional<Instant> expires =
        tuning.life().isPresent() || pinned != it.pinned() || lane != it.lane()
            ? tuning.life().or(() -> pinned ? Optional.empty() : lane.life()).map(time.now()::plus)
            : it.expires();
    journal.tell(EventKind.MEMORY_CHANGED, it, origin);
    file.write(sql -> {
      MemoryChanges.tune(sql, it.id(), pinned, expires, lane);
      return true;
    });
    return known(it.id());
  }

  /// What stands for a rejected text; it can be compared and not read.
  byte[] mark(String text) {
    byte[] salt =
        file.read(reader ->
            reader
                .one("SELECT value FROM salt WHERE n = 1", row -> row.bytes("value"))
                .orElseThrow());
    byte[] words = Words.folded(text).getBytes(StandardCharsets.UTF_8);
    byte[] both = new byte[salt.length + words.length];
    System.arraycopy(salt, 0, both, 0, salt.length);
    System.arraycopy(words, 0, both, salt.length, words.length);
    return Sha256.of(both).hex().getBytes(StandardCharsets.US_ASCII);
  }

  private boolean refused(String text) {
    byte[] mark = mark(text);
    return file.read(reader -> MemoryRows.refused(reader, mark));
  }

  private void makeRoom(Lane lane) {
    long rows = file.read(reader -> MemoryRows.count(reader, Standing.LIVE, lane));
    if (rows < room.applyAsInt(lane)) {
      return;
    }
    boolean made = lane.gives() && forgetting.makeRoom(lane);
    if (!made) {
      throw Problem.of(
          ErrorCode.TOO_LARGE,
          "The memory is full: " + room.applyAsInt(lane) + " in the lane " + lane.wire() + ".",
          "Forget some with `alpi memory forget ID`, or keep this in another lane.");
    }
  }

  private Remembered fresh(
      Observation said, Origin origin, Standing standing, Optional<MemoryId> replaces) {
    Instant now = time.now();
    Optional<Claim> claim = said.claim().or(() -> Claims.of(said.text()));
    Optional<Instant> expires =
        standing == Standing.HELD ? Optional.of(now.plus(HELD_LIFE)) : expiry(said, said.lane());
    return new Remembered(
        ids.memory(),
        said.lane(),
        standing,
        said.text(),
        said.confidence(),
        said.labels(),
        Optional.empty(),
        origin,
        now,
        now,
        1,
        expires,
        said.pinned(),
        replaces,
        claim,
        Entities.of(said.text(), claim));
  }

  private Optional<Instant> expiry(Observation said, Lane lane) {
    Optional<Duration> usual = said.pinned() ? Optional.empty() : lane.life();
    return said.life().or(() -> usual).map(time.now()::plus);
  }

  private void add(Remembered fresh, MemoryId chain) {
    file.write(sql -> {
      MemoryChanges.add(sql, fresh, chain);
      return true;
    });
  }

  private List<Remembered> against(MemoryId id) {
    return file.read(reader -> MemoryRows.against(reader, id, time.now()));
  }

  private Remembered known(MemoryId id) {
    return file.read((Reader reader) -> MemoryRows.find(reader, id)).orElseThrow();
  }
}
