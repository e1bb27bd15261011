package alpi.daemon.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// Every process that this one started, whichever run it was for, and every orphan that came to it.
/// There is one of this in a process: only who knows all runs can tell a stray from a child.
///
/// A program that begins a session of its own and clears its environment leaves both traces by
/// which its run knows it. When its parents end it becomes our child, since we are the subreaper.
/// It belongs to a run that was alive when it started: once no such run is left, it is ended.
public final class Children {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final int MAX_ROUNDS = 50;

  private final Optional<Natives> natives;
  private final Optional<Watchdog> watchdog;

  /// The runs that live, each with when its first program started, in clock ticks.
  private final ConcurrentHashMap<ProcessTree, Long> runs = new ConcurrentHashMap<>();

  /// Guards the difference between a stray and a child whose number is not noted yet: programs are
  /// started under the read lock, strays are looked for under the write lock.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private final Parent parent = new Parent();

  /// Programs of libraries that start their own, such as browsers: nobody's strays.
  private final Set<Long> guests = ConcurrentHashMap.newKeySet();

  /// Guests on their way in, whose numbers nobody knows yet; guarded by [#lock].
  private int arriving;

  /// @param natives makes this process the parent of every orphan below it; empty where the system
  ///   has no such thing
  public Children(Optional<Natives> natives) {
    this(natives, Optional.empty());
  }

  /// @param watchdog ends what runs when this process is killed; empty where the system lacks what
  ///   it takes
  public Children(Optional<Natives> natives, Optional<Watchdog> watchdog) {
    this.natives = natives;
    this.watchdog = watchdog;
    natives.ifPresent(Natives::becomeSubreaper);
  }

  Optional<Natives> natives() {
    return natives;
  }

  /// What every program carries in its environment as [Watchdog#MARK].
  Optional<String> mark() {
    return watchdog.map(Watchdog::mark);
  }

  /// Sees to it that programs may be started.
  void ready(BinaryLookup programs, String path) {
    lock.readLock().lock();
    try {
      watchdog.ifPresent(each -> each.ready(programs, path));
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Starts a program of a run.
  ///
  /// @param leads whether it begins a session of its own
  Process start(ProcessBuilder builder, ProcessTree run, boolean leads) throws IOException {
    lock.readLock().lock();
    try {
      Process process = parent.start(builder);
      run.add(process, leads);
      long start = ProcStat.of(process.pid()).map(ProcStat::start).orElse(0L);
      var _ = runs.putIfAbsent(run, start);
      if (leads) {
        watchdog.ifPresent(each -> each.enter(process.pid()));
      }
      return process;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Something that starts programs of its own.
  public interface Opening<T, E extends Exception> {
    T open() throws E;
  }

  /// Lets something in that starts its own programs. Until it tells which, no stray is ended: it
  /// could be one of them.
  ///
  /// @param pids the programs of what was let in, direct children of this process
  public <T, E extends Exception> T admit(Opening<T, E> opening, Function<T, Set<Long>> pids)
      throws E {
    arriving(1);
    try {
      T guest = opening.open();
      guests.addAll(pids.apply(guest));
      return guest;
    } finally {
      arriving(-1);
    }
  }

  private void arriving(int more) {
    lock.writeLock().lock();
    try {
      arriving += more;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// What every process of a guest carries, so that it is ended with this daemon, or by the next
  /// one at the latest.
  public Map<String, String> marks() {
    return mark().map(mark -> Map.of(Watchdog.MARK, mark)).orElse(Map.of());
  }

  /// Collects what guests that ended have left behind.
  public void collect() {
    for (int round = 0; round < MAX_ROUNDS && natives.isPresent(); round++) {
      if (!sweep(Optional.empty(), natives.get())) {
        return;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /// A run is over: collects what died and ends what strayed.
  ///
  /// @param lives whether something of it could not be ended
  void leave(ProcessTree run, boolean lives) {
    if (!lives) {
      run.sessions().forEach(session -> watchdog.ifPresent(each -> each.leave(session)));
    }
    runs.remove(run);
    for (int round = 0; round < MAX_ROUNDS && natives.isPresent(); round++) {
      if (!sweep(Optional.of(run), natives.get())) {
        return;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /// @return whether a stray was met that lives
  private boolean sweep(Optional<ProcessTree> over, Natives calls) {
    lock.writeLock().lock();
    try {
      if (arriving > 0) {
        return false;
      }
      OptionalLong earliest = runs.values().stream().mapToLong(Long::longValue).min();
      boolean met = false;
      for (ProcStat stray : strays(over)) {
        if (stray.dead()) {
          calls.reap(stray.pid());
        } else if (earliest.isEmpty() || stray.start() < earliest.getAsLong()) {
          met |= calls.signal(stray.pid(), Natives.KILL);
        }
      }
      return met;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// The children of this process that Java did not start: Java collects its own.
  private List<ProcStat> strays(Optional<ProcessTree> over) {
    long self = ProcessHandle.current().pid();
    List<ProcessTree> trees = new ArrayList<>(runs.keySet());
    over.ifPresent(trees::add);
    Set<Long> watch = watchdog.map(Watchdog::processes).orElse(Set.of());
    return ProcStat.all().stream()
        .filter(stat -> stat.parent() == self && !watch.contains(stat.pid()))
        .filter(stat -> !guests.contains(stat.pid()))
        .filter(stat -> trees.stream().noneMatch(tree -> tree.started(stat.pid())))
        .toList();
  }
}
