package alpi.daemon.sandbox;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small process beside this one that outlives it just long enough to end what it started,
/// however this one ends.
///
/// It holds the reading end of a pipe of which we alone hold the other: its end is our death, even
/// by SIGKILL. Then it ends every process of a session that we told it of, or whose leader carries
/// our mark because we died before we could tell, and every process that carries the mark in the
/// environment it was started with. The mark is ours alone, so no foreign process is meant; a
/// process that has both a session of its own and an environment of its own is beyond it.
///
/// Should the watchdog be killed too, the next daemon of the same home finds what is left by the
/// mark: see [#endLeftovers].
public final class Watchdog implements AutoCloseable {
  /// The variable that names the daemon a process descends from.
  static final String MARK = "ALPI_WATCH";

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final int MAX_ROUNDS = 100;

  /// Reads `+ session` and `- session` until the pipe ends, then ends what is left, round after
  /// round, because what is being ended may still be starting others.
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      mark=$1
      sessions=' '
      while read -r sign session; do
        case $sign in
          +) sessions="$sessions$session " ;;
          -) case $sessions in *" $session "*)
               sessions="${sessions%%%% $session *} ${sessions#* $session }" ;;
             esac ;;
        esac
      done
      round=0
      while [ "$round" -lt %d ]; do
        left=
        marked=" $(grep -lF -- "$mark" /proc/[0-9]*/environ 2>/dev/null | tr '\\n' ' ')"
        for folder in /proc/[0-9]*; do
          id=${folder#/proc/}
          stat=
          { read -r stat < "$folder/stat"; } 2>/dev/null
          set -- ${stat##*) }
          if [ "$id" = "$$" ] || [ $# -lt 4 ] || [ "$1" = Z ] || [ "$1" = X ]; then continue; fi
          case $sessions in *" $4 "*) kill -9 "$id" 2>/dev/null && left=1; continue ;; esac
          case $marked in *" $folder/environ "*)
            case $marked in *" /proc/$4/environ "*) sessions="$sessions$4 " ;; esac
            kill -9 "$id" 2>/dev/null && left=1
          esac
        done
        [ -n "$left" ] || exit 0
        round=$((round + 1))
        sleep 0.05
      done
      """
          .formatted(MAX_ROUNDS);

  private final String kin;
  private final String mark;

  /// Guards the process and its pipe.
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<Long> sessions = ConcurrentHashMap.newKeySet();
  private final Set<Long> started = ConcurrentHashMap.newKeySet();
  private Optional<Process> process = Optional.empty();

  /// @param home whose daemon this is; there is never more than one
  public Watchdog(Home home, Ids ids) {
    this.kin = MARK + "=" + kin(home);
    this.mark = kin(home) + ids.next('w');
  }

  private static String kin(Home home) {
    return Sha256.of(home.root().toString().getBytes(StandardCharsets.UTF_8)).hex() + "-";
  }

  /// What every process that we start carries in its environment as [#MARK].
  String mark() {
    return mark;
  }

  /// Ends what an earlier daemon of this home left running, and its watchdog could not end. Must be
  /// called while this process alone has the home.
  ///
  /// @return how many processes were ended
  public int endLeftovers(Natives natives) {
    int ended = 0;
    boolean more = true;
    for (int round = 0; round < MAX_ROUNDS && more; round++) {
      more = false;
      for (ProcStat stat : ProcStat.all()) {
        boolean left = !stat.dead() && stat.pid() != ProcessHandle.current().pid();
        if (left && stat.startedWithin(kin) && natives.signal(stat.pid(), Natives.KILL)) {
          ended++;
          more = true;
        }
      }
    }
    if (ended > 0) {
      LOG.warn("event=leftovers_ended processes={}", ended);
    }
    return ended;
  }

  /// Sees to it that it runs: only then may anything be started.
  ///
  /// @throws Problem when it cannot
  void ready(BinaryLookup programs, String path) {
    lock.lock();
    try {
      if (process.isEmpty() || !process.get().isAlive()) {
        Process watching = start(programs, path);
        started.add(watching.pid());
        process = Optional.of(watching);
        for (long session : sessions) {
          write("+ " + session);
        }
      }
    } catch (IOException e) {
      throw Problem.of(
              ErrorCode.STORAGE, "The process that watches over commands could not be started.")
          .because(e);
    } finally {
      lock.unlock();
    }
  }

  /// The watchdogs that were started and may not have ended yet.
  Set<Long> processes() {
    return Set.copyOf(started);
  }

  /// Puts a session under watch.
  void enter(long session) {
    sessions.add(session);
    tell("+ " + session);
  }

  /// Takes a session off the watch: nothing of it is left.
  void leave(long session) {
    if (sessions.remove(session)) {
      tell("- " + session);
    }
  }

  /// One that was ended by somebody is told nothing: the next command starts another, which is told
  /// of every session there is.
  private void tell(String line) {
    lock.lock();
    try {
      write(line);
    } catch (IOException e) {
      LOG.warn("event=watchdog_gone", e);
    } finally {
      lock.unlock();
    }
  }

  private void write(String line) throws IOException {
    if (process.isPresent()) {
      OutputStream pipe = process.get().getOutputStream();
      pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    }
  }

  private Process start(BinaryLookup programs, String path) throws IOException {
    Path root = Path.of("/");
    Path shell =
        programs
            .locate("sh", root)
            .orElseThrow(
                () -> Problem.of(ErrorCode.NOT_FOUND, "There is no sh to watch over commands."));
    Path session =
        programs
            .locate("setsid", root)
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.NOT_FOUND,
                    "There is no setsid to watch over commands.",
                    "Install util-linux."));
    var builder =
        new ProcessBuilder(
            List.of(session.toString(), shell.toString(), "-c", SCRIPT, "alpi-watchdog", mark));
    builder.directory(root.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  /// Lets the watchdog go. Whatever still runs is ended.
  @Override
  public void close() {
    lock.lock();
    try {
      if (process.isPresent()) {
        process.get().getOutputStream().close();
      }
    } catch (IOException e) {
      LOG.debug("event=watchdog_gone", e);
    } finally {
      lock.unlock();
    }
  }
}
