package alpi.daemon;

import alpi.alp.rpc.Problem;
import alpi.daemon.backup.Restoration;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.PrivateFiles;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.base.Tokens;
import alpi.daemon.config.Redactor;
import alpi.daemon.config.Secrets;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.ProxySettings;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.Tls;
import alpi.daemon.job.Scheduler;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.SqliteNative;
import alpi.daemon.model.Clockwork;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.model.Pause;
import alpi.daemon.profile.MachineLock;
import alpi.daemon.profile.Profiles;
import alpi.daemon.sandbox.Children;
import alpi.daemon.sandbox.Natives;
import alpi.daemon.sandbox.Places;
import alpi.daemon.sandbox.Watchdog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole daemon: takes the machine's lock, opens the profiles, then answers the socket. What is
/// built last is closed first.
final class Daemon implements AutoCloseable {
  /// Longest orderly end. The bounds of the rooms add up to less; a room that does not keep its own
  /// must not keep the process.
  static final Duration CLOSING = Duration.ofSeconds(40);

  private static final Duration WARM_AFTER = Duration.ofSeconds(2);

  private final Home home;
  private final MachineLock lock;
  private final Optional<Path> restored;
  private final OpenProfiles profiles;
  private final Scheduler scheduler;
  private final HostPlane plane;
  private final DailyRound round;
  private final CheckpointRound checkpoints;
  private final IdleCollection idle;
  private final Optional<Watchdog> watchdog;
  private final Tls tls;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Logger log;

  /// Builds all rooms; nothing runs before [#start].
  ///
  /// @throws Problem when another daemon has the home, or the home cannot be used
  Daemon(Home home, Map<String, String> environment) {
    this.home = home;
    Alongside<Optional<Natives>> calls = Alongside.begin("natives", Natives::load);
    Time time = Time.system();
    Profiles known = new Profiles(home, time);
    known.bootstrap();
    this.lock = MachineLock.acquire(home);
    this.restored = Restoration.apply(home);
    restored.ifPresent(_ -> known.bootstrap());
    Alongside<Path> sqlite =
        Alongside.begin(
            "sqlite",
            () -> SqliteNative.prepare(PrivateFiles.directory(home.root().resolve("lib"))));
    Redactor redactor = Redactor.of(secrets(environment));
    Logging logging = Logging.start(home.logs(), redactor);
    this.log = LoggerFactory.getLogger(Daemon.class);
    this.tls = Tls.system();
    SecureRandom random = new SecureRandom();
    Ids ids = new Ids(time, random);
    this.scheduler = new Scheduler(time, ids);
    Optional<Natives> natives = calls.result();
    this.watchdog = natives.map(_ -> new Watchdog(home, ids));
    natives.ifPresent(each -> watchdog.ifPresent(dog -> dog.endLeftovers(each)));
    natives.ifPresent(Natives::refuseTracing);
    Machine machine =
        new Machine(
            home,
            time,
            ids,
            new Tokens(random),
            random,
            new Clockwork(time, random, Pause.real()),
            scheduler,
            new CostLedger(),
            logging,
            new Dialer(Resolver.system(), time),
            tls,
            ProxySettings.of(environment),
            natives,
            new Children(natives, watchdog),
            new Places(),
            environment,
            secrets(environment));
    this.profiles = new OpenProfiles(machine, known);
    sqlite.result();
    this.plane = new HostPlane(machine, profiles, this::stop);
    this.round = new DailyRound(profiles, time);
    this.checkpoints = new CheckpointRound(profiles);
    this.idle = IdleCollection.of(scheduler::runningJobs);
  }

  /// The model keys of the daemon's own environment count where a profile has none.
  private static Secrets secrets(Map<String, String> environment) {
    Map<String, Secret> values = ModelEnvironment.of(environment).values();
    return Secrets.of(values);
  }

  void start() throws InterruptedException {
    scheduler.start();
    profiles.openAll();
    record(
        Draft.of(EventKind.DAEMON_STARTED, Actor.SYSTEM)
            .with("version", Version.TEXT)
            .with("pid", ProcessHandle.current().pid()));
    restored.ifPresent(trash ->
        record(
            Draft.of(EventKind.BACKUP_RESTORED, Actor.SYSTEM)
                .with("before", String.valueOf(trash.getFileName()))));
    plane.start();
    round.start();
    checkpoints.start();
    idle.start();
    log.info("event=daemon_ready pid={} home={}", ProcessHandle.current().pid(), home.root());
    Thread.ofVirtual().start(this::warmUp);
  }

  /// Makes the first encrypted call fast, but not at once: whoever started the daemon for a command
  /// waits for that, and both cores are busy with it.
  private void warmUp() {
    try {
      if (!stopping.await(WARM_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
        tls.warm();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until someone asks for a stop.
  void await() throws InterruptedException {
    stopping.await();
  }

  /// Asks for a stop and waits until it is done; called by the signal's hook and by the verb.
  void stop() {
    stopping.countDown();
  }

  /// Waits until everything is closed, so that the process does not end before its work.
  ///
  /// @return false when that took longer than [#CLOSING]
  boolean awaitClosed() throws InterruptedException {
    return stopped.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A default profile that is broken keeps nobody from the others, and its own owner needs the
  /// daemon to hear what is wrong with it.
  private void record(Draft draft) {
    try {
      profiles.record(draft);
    } catch (Problem problem) {
      log.warn("event=not_recorded kind={} reason={}", draft.kind(), problem.sentence());
    }
  }

  @Override
  public void close() {
    try (Unwinding unwinding = new Unwinding()) {
      unwinding.add(stopped::countDown);
      unwinding.add(lock::close);
      unwinding.add(() -> watchdog.ifPresent(Watchdog::close));
      unwinding.add(() -> log.info("event=daemon_stopped pid={}", ProcessHandle.current().pid()));
      unwinding.add(profiles::close);
      unwinding.add(
          () -> record(Draft.of(EventKind.DAEMON_STOPPED, Actor.SYSTEM).with("clean", true)));
      unwinding.add(scheduler::close);
      unwinding.add(plane::close);
      unwinding.add(round::close);
      unwinding.add(checkpoints::close);
      unwinding.add(idle::close);
    }
  }
}
