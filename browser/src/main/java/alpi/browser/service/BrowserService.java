package alpi.browser.service;

import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.Outcome;
import alpi.browser.SessionSpec;
import alpi.browser.StorageState;
import alpi.browser.Ticker;
import alpi.browser.page.EngineThread;
import alpi.browser.process.Folder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The browser of one profile. Starts with the first deed, ends when nobody has used it for a
/// while, and starts again after a crash with what sites had stored. Each visitor has a browser
/// session that no other sees; all of a profile's begin with what the last one left stored.
public final class BrowserService implements AutoCloseable {
  /// Visitors at the same time.
  public static final int MAX_VISITORS = 8;

  /// What sites stored is saved no more often than this while somebody visits.
  static final Duration SAVE_EVERY = Duration.ofSeconds(30);

  /// For a start, whatever the deed is given.
  static final Duration START = Duration.ofSeconds(60);

  private static final Duration SAVE = Duration.ofSeconds(10);

  /// A session that nobody used for so long gives way to another one's.
  static final Duration RESTING = Duration.ofMinutes(1);

  /// One run of an engine. All but the thread itself is touched on that thread only.
  private static final class Run {
    private final EngineThread thread = new EngineThread("browser-engine");
    private final Map<String, Visit> visits = new ConcurrentHashMap<>();
    private Optional<Engine> engine = Optional.empty();
    private long savedAt;
  }

  private final BrowserSettings settings;
  private final UploadRules uploads;
  private final Launcher launcher;
  private final Ways ways;
  private final Ticker ticker;
  private final SavedState saved;
  private final Quarantine quarantine;

  /// Guards which run is the present one, when it was last used and who lost a session.
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<String> bereft = new HashSet<>();
  private Optional<Run> present = Optional.empty();
  private int runs;
  private long usedAt;

  /// All visitors go the engine's own way.
  public BrowserService(
      BrowserSettings settings, UploadRules uploads, Launcher launcher, Ticker ticker) {
    this(settings, uploads, launcher, _ -> settings.proxy(), ticker);
  }

  /// @param ways of the visitors; the engine's own is for what a browser does of its own accord
  public BrowserService(
      BrowserSettings settings, UploadRules uploads, Launcher launcher, Ways ways, Ticker ticker) {
    this.settings = settings;
    this.uploads = uploads;
    this.launcher = launcher;
    this.ways = ways;
    this.ticker = ticker;
    this.saved = new SavedState(settings.folder().resolve("state.json"));
    this.quarantine =
        new Quarantine(settings.folder().resolve("downloads"), settings.maxDownloadBytes());
  }

  /// Does one deed for a visitor.
  ///
  /// @param visitor a conversation, by any name that is its own
  public Outcome<Told> does(String visitor, Deed deed, Deadline deadline) {
    Outcome<Run> begun = Outcome.of(this::run);
    if (begun instanceof Outcome.Failed<Run> failed) {
      return new Outcome.Failed<>(failed.fault());
    }
    Outcome<Told> told = does(((Outcome.Done<Run>) begun).value(), visitor, deed, deadline);
    if (told instanceof Outcome.Failed<Told> failed && failed.fault() instanceof Fault.EngineGone) {
      lose(((Outcome.Done<Run>) begun).value());
    }
    return told;
  }

  private Outcome<Told> does(Run run, String visitor, Deed deed, Deadline deadline) {
    Outcome<Engine> engine = run.thread.start(() -> engine(run), Deadline.in(START, ticker));
    if (engine instanceof Outcome.Failed<Engine> failed) {
      return new Outcome.Failed<>(failed.fault());
    }
    return run.thread.run(
        "doing what was asked",
        deadline,
        () -> {
          Visit visit = visit(run, visitor, deadline);
          visit.use(ticker.nanos());
          Told told = visit.does(deed, deadline);
          saveNowAndThen(run, visit);
          return regretting(visitor, told);
        });
  }

  /// Which engine runs; starts it where none does.
  public Outcome<EngineInfo> info() {
    Outcome<Run> begun = Outcome.of(this::run);
    return switch (begun) {
      case Outcome.Failed<Run> failed -> new Outcome.Failed<>(failed.fault());
      case Outcome.Done<Run> done ->
          done.value()
              .thread
              .run("starting", Deadline.in(START, ticker), () -> engine(done.value()).info());
    };
  }

  private Run run() throws EngineFault {
    lock.lock();
    try {
      usedAt = ticker.nanos();
      if (present.isPresent()) {
        return present.get();
      }
      Folder.make(settings.folder());
      Folder.make(settings.folder().resolve("downloads"));
      Folder.remove(runFolder());
      var run = new Run();
      run.savedAt = ticker.nanos();
      run.thread.start();
      present = Optional.of(run);
      return run;
    } finally {
      lock.unlock();
    }
  }

  private Path runFolder() {
    return settings.folder().resolve("run");
  }

  private Engine engine(Run run) throws EngineFault {
    if (run.engine.isPresent()) {
      if (!run.engine.get().alive()) {
        throw new EngineFault(new Fault.EngineGone("it ended by itself"));
      }
      return run.engine.get();
    }
    Path home = runFolder().resolve("engine" + ++runs);
    Engine started = launcher.start(settings, home, Deadline.in(START, ticker));
    run.engine = Optional.of(started);
    return started;
  }

  private Visit visit(Run run, String visitor, Deadline deadline) throws EngineFault {
    Visit there = run.visits.get(visitor);
    if (there != null) {
      return there;
    }
    if (run.visits.size() >= MAX_VISITORS) {
      makeRoom(run);
    }
    Path downloads = runFolder().resolve("saving" + ++runs);
    StorageState begun = settings.keeps() ? saved.load() : StorageState.NONE;
    SessionSpec spec =
        SessionSpec.of(downloads)
            .with(begun)
            .upTo(settings.maxDownloadBytes())
            .through(ways.of(visitor));
    EngineSession session = engine(run).open(spec, deadline);
    var visit = new Visit(session, engine(run).info(), uploads, quarantine);
    run.visits.put(visitor, visit);
    return visit;
  }

  /// Ends the session that rested longest, if it did.
  private void makeRoom(Run run) throws EngineFault {
    long now = ticker.nanos();
    String resting =
        run.visits.entrySet().stream()
            .filter(each -> now - each.getValue().usedAt() >= RESTING.toNanos())
            .max(Comparator.comparingLong(each -> now - each.getValue().usedAt()))
            .map(Map.Entry::getKey)
            .orElseThrow(() ->
                new EngineFault(
                    new Fault.Invalid(
                        "The browser serves "
                            + MAX_VISITORS
                            + " conversations already; close one first.")));
    boolean _ = leave(run, resting);
    lock.lock();
    try {
      bereft.add(resting);
    } finally {
      lock.unlock();
    }
  }

  private void saveNowAndThen(Run run, Visit visit) throws EngineFault {
    if (ticker.nanos() - run.savedAt >= SAVE_EVERY.toNanos()) {
      run.savedAt = ticker.nanos();
      save(visit);
    }
  }

  private void save(Visit visit) throws EngineFault {
    if (!settings.keeps()) {
      return;
    }
    StorageState state = visit.session().state(Deadline.in(SAVE, ticker));
    saved.save(state);
  }

  /// Adds that a session was lost, once.
  private Told regretting(String visitor, Told told) {
    lock.lock();
    try {
      return bereft.remove(visitor)
          ? new Told(
              "the browser was started again; earlier pages and references are gone\n"
                  + told.text(),
              told.image(),
              told.kept(),
              told.url(),
              told.status(),
              told.download())
          : told;
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of a run whose engine is no more.
  private void lose(Run run) {
    lock.lock();
    try {
      if (present.equals(Optional.of(run))) {
        present = Optional.empty();
        bereft.addAll(run.visits.keySet());
      }
    } finally {
      lock.unlock();
    }
    run.thread.close();
    run.visits.keySet().forEach(ways::left);
  }

  /// Ends one visitor's session and saves what sites stored in it.
  public Outcome<Boolean> leave(String visitor) {
    Optional<Run> run = present();
    if (run.isEmpty()) {
      return new Outcome.Done<>(false);
    }
    return run.get()
        .thread
        .run(
            "closing a session",
            Deadline.in(SAVE.plus(SAVE), ticker),
            () -> leave(run.get(), visitor));
  }

  private boolean leave(Run run, String visitor) throws EngineFault {
    Visit visit = run.visits.remove(visitor);
    if (visit == null) {
      return false;
    }
    try {
      save(visit);
    } finally {
      visit.session().close();
      ways.left(visitor);
    }
    return true;
  }

  /// Signs out everywhere: all sessions end unsaved and nothing that sites stored is kept.
  public Outcome<Boolean> logout() {
    end(false);
    return Outcome.of(() -> {
      saved.forget();
      return true;
    });
  }

  /// Ends the browser when nobody has used it for as long as the settings say. To be called now and
  /// then.
  ///
  /// @return whether it was ended
  public boolean endIdle() {
    lock.lock();
    try {
      if (present.isEmpty() || ticker.nanos() - usedAt < settings.idle().toNanos()) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    end(true);
    return true;
  }

  /// Whether an engine may be running.
  public boolean running() {
    return present().isPresent();
  }

  private Optional<Run> present() {
    lock.lock();
    try {
      return present;
    } finally {
      lock.unlock();
    }
  }

  private void end(boolean keep) {
    Optional<Run> run = present();
    if (run.isEmpty()) {
      return;
    }
    run.get()
        .thread
        .run(
            "closing",
            Deadline.in(SAVE.plus(SAVE), ticker),
            () -> {
              for (String visitor : List.copyOf(run.get().visits.keySet())) {
                if (keep) {
                  leave(run.get(), visitor);
                }
              }
              return true;
            });
    lose(run.get());
    Folder.remove(runFolder());
  }

  @Override
  public void close() {
    end(true);
  }
}
