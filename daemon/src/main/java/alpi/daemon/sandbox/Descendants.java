package alpi.daemon.sandbox;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Says whether a process was started, by whatever detour, by this one. Whatever it cannot tell is
/// unknown, and unknown must be treated as a descendant by whoever guards something.
public final class Descendants {
  /// Longest chain of parents that is followed.
  private static final int MAX_CHAIN = 512;

  private final long self;

  public Descendants() {
    this(ProcessHandle.current().pid());
  }

  Descendants(long self) {
    this.self = self;
  }

  /// How a process relates to this one.
  public enum Kinship {
    /// This very process.
    SELF,
    DESCENDANT,
    OUTSIDER,
    UNKNOWN
  }

  /// When a process started, in a count of the machine's own; empty when there is none of that
  /// number. Number and start together name a process, also after it has ended.
  public OptionalLong started(long pid) {
    if (ProcStat.available()) {
      Optional<ProcStat> stat = ProcStat.of(pid);
      return stat.isPresent() ? OptionalLong.of(stat.get().start()) : OptionalLong.empty();
    }
    Optional<Instant> start = ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
    return start.isPresent() ? OptionalLong.of(start.get().toEpochMilli()) : OptionalLong.empty();
  }

  /// The kinship of the process that had this number and began at `start`; unknown once it is gone,
  /// whoever has its number then.
  public Kinship kinship(long pid, long start) {
    OptionalLong asked = OptionalLong.of(start);
    if (!started(pid).equals(asked)) {
      return Kinship.UNKNOWN;
    }
    Kinship kinship = kinship(pid);
    return started(pid).equals(asked) ? kinship : Kinship.UNKNOWN;
  }

  public Kinship kinship(long pid) {
    if (pid == self) {
      return Kinship.SELF;
    }
    return ProcStat.available() ? byTable(pid) : byHandle(pid);
  }

  /// Follows parents in the process table. A parent is never younger than its child: a number that
  /// was used again on the way gives a chain that cannot be, and an unknown.
  private Kinship byTable(long pid) {
    Optional<ProcStat> first = ProcStat.of(pid);
    Optional<ProcStat> at = first;
    for (int i = 0; i < MAX_CHAIN && at.isPresent(); i++) {
      ProcStat child = at.get();
      if (child.parent() == self) {
        return same(first) ? Kinship.DESCENDANT : Kinship.UNKNOWN;
      }
      if (child.parent() <= 1) {
        return same(first) ? Kinship.OUTSIDER : Kinship.UNKNOWN;
      }
      at = ProcStat.of(child.parent()).filter(parent -> parent.start() <= child.start());
    }
    return Kinship.UNKNOWN;
  }

  private static boolean same(Optional<ProcStat> first) {
    return first.isPresent()
        && ProcStat.of(first.get().pid())
            .filter(now -> now.start() == first.get().start())
            .filter(now -> now.parent() == first.get().parent())
            .isPresent();
  }

  private Kinship byHandle(long pid) {
    Optional<ProcessHandle> at = ProcessHandle.of(pid);
    for (int i = 0; i < MAX_CHAIN && at.isPresent(); i++) {
      if (at.get().pid() == self) {
        return Kinship.DESCENDANT;
      }
      if (at.get().pid() <= 1) {
        return Kinship.OUTSIDER;
      }
      Optional<Instant> start = at.get().info().startInstant();
      at =
          at.get()
              .parent()
              .filter(p -> start.isPresent() && before(p.info().startInstant(), start.get()));
    }
    return Kinship.UNKNOWN;
  }

  private static boolean before(Optional<Instant> parent, Instant child) {
    return parent.map(start -> !start.isAfter(child)).orElse(true);
  }
}
