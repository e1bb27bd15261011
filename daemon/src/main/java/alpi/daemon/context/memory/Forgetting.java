package alpi.daemon.context.memory;

import alpi.daemon.base.Actor;
import alpi.daemon.base.MemoryId;
import alpi.daemon.base.Time;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes memories out: what the owner forgets, what has expired, what has to make room. A memory
/// that leaves is first hidden, then it is on record, then it is purged; a kill in between leaves
/// one that nobody is shown and that is purged when the file is next opened.
final class Forgetting {
  /// Why a memory is no more.
  static final String FORGOTTEN = "forgotten";

  static final String REJECTED = "rejected";
  static final String EXPIRED = "expired";
  static final String MADE_ROOM = "made_room";

  /// Most memories that are purged in one go.
  static final int BATCH = 128;

  /// How long a version is kept after another took its place.
  static final Duration HISTORY = Duration.ofDays(365);

  /// Among how many of the longest unsaid the least worth is sought.
  private static final int CANDIDATES = 256;

  /// After so long without being said again a memory has lost half of what it can lose.
  private static final Duration HALF_LIFE = Duration.ofDays(30);

  private final MemoryFile file;
  private final MemoryJournal journal;
  private final Time time;

  Forgetting(MemoryFile file, MemoryJournal journal, Time time) {
    this.file = file;
    this.journal = journal;
    this.time = time;
  }

  /// Takes out every version of a memory, and what waits to take its place.
  ///
  /// @return what is no more
  List<Remembered> forget(MemoryId id, Origin origin) {
    List<Remembered> all =
        file.read(reader -> {
          Set<Remembered> found = new LinkedHashSet<>(MemoryRows.chain(reader, id));
          for (Remembered version : List.copyOf(found)) {
            found.addAll(MemoryRows.waitingFor(reader, version.id()));
          }
          return List.copyOf(found);
        });
    leave(all, EventKind.MEMORY_FORGOTTEN, origin, FORGOTTEN);
    file.settle();
    return all;
  }

  /// Takes one memory out.
  void reject(Remembered it, Origin origin, byte[] mark) {
    file.write(sql -> {
      MemoryChanges.refuse(sql, mark);
      return true;
    });
    leave(List.of(it), EventKind.MEMORY_REJECTED, origin, REJECTED);
    file.settle();
  }

  /// Takes out what has expired, and what an earlier daemon was killed over.
  ///
  /// @return how many are no more
  int sweep() {
    Origin janitor = Origin.of(Actor.SYSTEM);
    int swept = 0;
    List<Remembered> due = due();
    while (!due.isEmpty()) {
      leave(due, EventKind.MEMORY_DROPPED, janitor, EXPIRED);
      swept += due.size();
      due = due();
    }
    if (swept > 0) {
      file.settle();
    }
    return swept;
  }

  private List<Remembered> due() {
    Instant now = time.now();
    return file.read(reader -> MemoryRows.due(reader, now, now.minus(HISTORY), BATCH));
  }

  /// Makes room for one more in a lane that is full.
  ///
  /// @return whether anything could go: what is pinned stays
  boolean makeRoom(Lane lane) {
    Instant now = time.now();
    Optional<Remembered> least =
        file.read(reader -> MemoryRows.longestUnsaid(reader, lane, CANDIDATES)).stream()
            .min(
                Comparator.<Remembered>comparingDouble(it -> worth(it, now))
                    .thenComparing(it -> it.id().value()));
    least.ifPresent(
        it -> leave(List.of(it), EventKind.MEMORY_DROPPED, Origin.of(Actor.SYSTEM), MADE_ROOM));
    return least.isPresent();
  }

  /// What a memory is worth keeping: how lately and how often it was said, and how sure it is.
  static double worth(Remembered it, Instant now) {
    double halves =
        (double) Math.max(0, Duration.between(it.reinforced(), now).toMillis())
            / HALF_LIFE.toMillis();
    double recency = 0.5 + 0.5 * Math.pow(2, -halves);
    double said = 1 + Math.log(1 + it.uses()) / Math.log(2);
    return recency * (0.5 + 0.7 * it.confidence()) * said;
  }

  private void leave(List<Remembered> all, EventKind kind, Origin origin, String why) {
    file.write(sql -> {
      all.forEach(it -> MemoryChanges.standing(sql, it.id(), Standing.LEAVING));
      return true;
    });
    all.forEach(it -> journal.tell(kind, it, origin, why));
    file.write(sql -> {
      purge(sql, all, why);
      return true;
    });
  }

  private void purge(Sql sql, List<Remembered> all, String why) {
    List<MemoryId> ids = new ArrayList<>();
    all.forEach(it -> ids.add(it.id()));
    ids.forEach(id -> MemoryChanges.remove(sql, id, time.now(), why));
    if (!why.equals(MADE_ROOM)) {
      MemoryChanges.tidy(sql);
    }
  }
}
