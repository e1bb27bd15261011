package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commands left running while a conversation goes on. They end with this process at the latest;
/// what they were told to do is written nowhere, what they put out lies in the given folder.
public final class BackgroundJobs implements AutoCloseable {
  /// Most that run at once.
  public static final int MAX_RUNNING = 16;

  /// Most that are remembered after they ended.
  public static final int MAX_KEPT = 64;

  /// After so long a job is ended.
  public static final Duration MAX_LIFE = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundJobs.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final Path folder;
  private final Ids ids;
  private final Time time;

  /// Guards the map.
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Live> jobs = new LinkedHashMap<>();

  /// @param folder takes the logs
  public BackgroundJobs(Path folder, Ids ids, Time time) {
    this.folder = folder;
    this.ids = ids;
    this.time = time;
  }

  /// @param state `running`, `exited`, `timed_out`, `cancelled`, `over_limit` or `failed`
  /// @param tail the end of both outputs
  public record Status(
      String id,
      SessionId session,
      String state,
      OptionalInt exit,
      Instant started,
      long outBytes,
      String tail) {}

  private record Live(
      String id,
      SessionId session,
      Instant started,
      Cancel cancel,
      Capture out,
      Capture err,
      Thread thread,
      Ending ending) {}

  /// How it ended; set once, by the thread that ran it.
  private static final class Ending {
    private volatile String state = "running";
    private volatile int exit;
    private volatile List<String> notes = List.of();

    void tell(List<String> what) {
      notes = what;
    }

    void set(String how, int status) {
      exit = status;
      state = how;
    }
  }

  /// Starts a command and comes back at once.
  ///
  /// @return its id
  /// @throws Problem `queue_full`
  public String start(Sandbox sandbox, Execution execution, SessionId session) {
    return start(sandbox, execution, session, () -> {});
  }

  /// Starts a command and comes back at once.
  ///
  /// @param ended is run once when nothing of it is left, or when it could not be started
  /// @return its id
  /// @throws Problem `queue_full`
  public String start(Sandbox sandbox, Execution execution, SessionId session, Runnable ended) {
    String id = ids.next('b');
    PrivateFiles.directory(folder);
    var out = new Capture(execution.keepBytes(), folder.resolve(id + ".out"));
    var err = new Capture(execution.keepBytes(), folder.resolve(id + ".err"));
    var cancel = new Cancel();
    var ending = new Ending();
    Execution bounded = bounded(execution);
    Thread thread =
        Thread.ofVirtual()
            .name("background-" + id)
            .unstarted(() -> {
              try {
                run(sandbox, bounded, cancel, id, out, err, ending);
              } finally {
                tell(ended, id);
              }
            });
    var live = new Live(id, session, time.now(), cancel, out, err, thread, ending);
    try {
      admit(live);
    } catch (Problem e) {
      tell(ended, id);
      throw e;
    }
    thread.start();
    return id;
  }

  /// Nobody is left to tell that it failed, but for the log.
  private static void tell(Runnable ended, String id) {
    try {
      ended.run();
    } catch (RuntimeException e) {
      LOG.warn("event=background.end_unnoticed job={}", id, e);
    }
  }

  private static Execution bounded(Execution e) {
    Duration life = e.timeout().compareTo(MAX_LIFE) > 0 ? MAX_LIFE : e.timeout();
    return e.within(life);
  }

  private void admit(Live live) {
    Optional<Live> oldest;
    lock.lock();
    try {
      long running = jobs.values().stream().filter(BackgroundJobs::running).count();
      if (running >= MAX_RUNNING) {
        throw Problem.of(
            ErrorCode.QUEUE_FULL,
            "Too many commands run in the background.",
            "Stop one of them first.");
      }
      jobs.put(live.id(), live);
      oldest = jobs.size() > MAX_RUNNING + MAX_KEPT ? firstOver() : Optional.empty();
    } finally {
      lock.unlock();
    }
    oldest.ifPresent(this::remove);
  }

  private Optional<Live> firstOver() {
    return jobs.values().stream().filter(job -> !running(job)).findFirst();
  }

  /// Ends the commands of a conversation that is deleted, and removes what they put out.
  public void forget(SessionId session) throws InterruptedException {
    List<Live> gone = all().stream().filter(job -> job.session().equals(session)).toList();
    gone.forEach(job -> job.cancel().fire());
    for (Live job : gone) {
      job.thread().join(CLOSE_WAIT);
      remove(job);
    }
  }

  /// Removes outputs that no command is known for: an earlier daemon left them.
  ///
  /// @param before those last written to before then
  /// @return how many files
  public int sweep(Instant before) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    Set<String> known = all().stream().map(Live::id).collect(Collectors.toSet());
    int swept = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, Math.max(0, name.indexOf('.')));
        boolean old =
            Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(before);
        if (old && !known.contains(id) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          swept += discard(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("event=outputs_not_swept folder={}", folder, e);
    }
    return swept;
  }

  private void remove(Live job) {
    lock.lock();
    try {
      jobs.remove(job.id());
    } finally {
      lock.unlock();
    }
    for (String kind : List.of(".out", ".err")) {
      discard(folder.resolve(job.id() + kind));
    }
  }

  private static int discard(Path file) {
    try {
      return Files.deleteIfExists(file) ? 1 : 0;
    } catch (IOException e) {
      LOG.warn("event=output_not_removed file={}", file, e);
      return 0;
    }
  }

  private static boolean running(Live live) {
    return live.ending().state.equals("running");
  }

  private static void run(
      Sandbox sandbox,
      Execution execution,
      Cancel cancel,
      String id,
      Capture out,
      Capture err,
      Ending ending) {
    try (out;
        err) {
      Finished finished = sandbox.run(execution, cancel, id, out, err);
      String how =
          switch (finished.end()) {
            case EXITED -> "exited";
            case TIMED_OUT -> "timed_out";
            case CANCELLED -> "cancelled";
            case OVER_LIMIT -> "over_limit";
          };
      ending.tell(finished.notes());
      ending.set(how, finished.exit());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending.set("cancelled", -1);
    } catch (RuntimeException e) {
      LOG.warn("event=background.failed job={}", id, e);
      ending.tell(e instanceof Problem problem ? List.of(problem.sentence()) : List.of());
      ending.set("failed", -1);
    }
  }

  public List<Status> list(SessionId session) {
    return all().stream()
        .filter(j -> j.session().equals(session))
        .map(BackgroundJobs::status)
        .toList();
  }

  /// @throws Problem `not_found`
  public Status status(String id, SessionId session) {
    return status(find(id, session));
  }

  /// Asks a job to end, and ends it if it does not. Comes back when it is gone.
  ///
  /// @throws Problem `not_found`
  public Status stop(String id, SessionId session) throws InterruptedException {
    Live live = find(id, session);
    live.cancel().fire();
    live.thread().join();
    return status(live);
  }

  /// Asks a job to end without waiting for it; one that is over or unknown stays so.
  public void end(String id) {
    all().stream().filter(job -> job.id().equals(id)).forEach(job -> job.cancel().fire());
  }

  private Live find(String id, SessionId session) {
    return all().stream()
        .filter(job -> job.id().equals(id) && job.session().equals(session))
        .findFirst()
        .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "There is no such background command."));
  }

  private List<Live> all() {
    lock.lock();
    try {
      return new ArrayList<>(jobs.values());
    } finally {
      lock.unlock();
    }
  }

  private static Status status(Live live) {
    String state = live.ending().state;
    boolean exited = state.equals("exited");
    Finished.Output out = live.out().output();
    Finished.Output err = live.err().output();
    String tail =
        out.text()
            + (err.bytes() > 0 ? "\n[stderr]\n" + err.text() : "")
            + live.ending().notes.stream().map(n -> "\n[" + n + "]").collect(Collectors.joining());
    return new Status(
        live.id(),
        live.session(),
        state,
        exited ? OptionalInt.of(live.ending().exit) : OptionalInt.empty(),
        live.started(),
        out.bytes() + err.bytes(),
        tail);
  }

  /// Ends everything that runs; what it put out stays readable.
  ///
  /// @return how many ran
  public int stopAll() {
    List<Live> live = all().stream().filter(BackgroundJobs::running).toList();
    live.forEach(job -> job.cancel().fire());
    for (Live job : live) {
      Optional<InterruptedException> interrupted = join(job.thread());
      if (interrupted.isPresent()) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return live.size();
  }

  /// Ends everything that runs.
  @Override
  public void close() {
    stopAll();
  }

  private static Optional<InterruptedException> join(Thread thread) {
    try {
      thread.join(CLOSE_WAIT);
      return Optional.empty();
    } catch (InterruptedException e) {
      return Optional.of(e);
    }
  }
}
