package alpi.daemon.sandbox;

import alpi.daemon.base.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// All processes of one run, also those that left their parent: found by the session they were
/// started in and by a mark in the environment they inherited.
final class ProcessTree {
  /// Between asking to end and ending.
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final int MAX_ROUNDS = 200;

  private final Children known;
  private final Optional<Natives> natives;
  private final Time time;
  private final String mark;

  /// Sessions of their own that our children began; empty where that is not possible.
  private final Set<Long> sessions = ConcurrentHashMap.newKeySet();

  private final Set<Process> children = ConcurrentHashMap.newKeySet();

  ProcessTree(Children known, Time time, String run) {
    this.known = known;
    this.natives = known.natives();
    this.time = time;
    this.mark = ChildEnvironment.RUN + "=" + run;
  }

  /// @param leads whether it began a session of its own
  void add(Process child, boolean leads) {
    children.add(child);
    if (leads) {
      sessions.add(child.pid());
    }
  }

  /// Asks everything to end, waits a little, ends what is left.
  void end() {
    signal(Natives.TERM, ProcStat.all());
    long deadline = time.nanos() + GRACE.toNanos();
    while (alive() && time.nanos() - deadline < 0) {
      pause();
    }
    kill();
  }

  /// Ends everything now and collects what died.
  void kill() {
    if (natives.isPresent()) {
      // First, and without looking: a wall falls with its builder, whatever multiplies behind it.
      children.forEach(Process::destroyForcibly);
    }
    List<ProcStat> table = ProcStat.all();
    for (int i = 0; i < MAX_ROUNDS && alive(table); i++) {
      signal(Natives.KILL, table);
      pause();
      table = ProcStat.all();
    }
    known.leave(this, alive(table));
  }

  /// Whether the process is one that we started for this run.
  boolean started(long pid) {
    return children.stream().anyMatch(child -> child.pid() == pid);
  }

  Set<Long> sessions() {
    return Set.copyOf(sessions);
  }

  /// Whether anything of the run lives.
  boolean alive() {
    return alive(ProcStat.all());
  }

  private boolean alive(List<ProcStat> table) {
    return children.stream().anyMatch(Process::isAlive) || !members(table).isEmpty();
  }

  private void signal(int signal, List<ProcStat> table) {
    if (natives.isEmpty()) {
      for (Process child : children) {
        child.descendants().forEach(handle -> signal(handle, signal));
        signal(child.toHandle(), signal);
      }
      return;
    }
    for (ProcStat member : members(table)) {
      natives.get().signal(member.pid(), signal);
    }
    for (Process child : children) {
      if (child.isAlive()) {
        signal(child.toHandle(), signal);
      }
    }
  }

  private static void signal(ProcessHandle handle, int signal) {
    if (signal == Natives.KILL) {
      handle.destroyForcibly();
    } else {
      handle.destroy();
    }
  }

  private List<ProcStat> members(List<ProcStat> all) {
    Map<Long, ProcStat> byPid = new HashMap<>();
    all.forEach(stat -> byPid.put(stat.pid(), stat));
    long self = ProcessHandle.current().pid();
    return all.stream()
        .filter(stat -> !stat.dead() && stat.pid() != self)
        .filter(stat ->
            sessions.contains(stat.session())
                || (below(stat, byPid, self) && stat.startedWith(mark)))
        .toList();
  }

  private static boolean below(ProcStat stat, Map<Long, ProcStat> all, long self) {
    Set<Long> seen = new HashSet<>();
    Optional<ProcStat> at = Optional.of(stat);
    while (at.isPresent() && seen.add(at.get().pid())) {
      if (at.get().parent() == self) {
        return true;
      }
      at = Optional.ofNullable(all.get(at.get().parent()));
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      // Ending what was started is finished first; whoever called sees the flag.
      Thread.currentThread().interrupt();
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }
}
