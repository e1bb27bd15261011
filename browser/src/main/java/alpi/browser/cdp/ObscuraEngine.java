package alpi.browser.cdp;

import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.ProxyAddress;
import alpi.browser.SessionSpec;
import alpi.browser.process.Folder;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Obscura: a process for each browser session, since a process has one proxy, and one jar of
/// cookies a connection.
final class ObscuraEngine implements Engine {
  static final String ID = "obscura";

  /// What it does not do, or does not tell of.
  private static final Set<Capability> LACKS =
      EnumSet.of(
          Capability.FULL_PAGE,
          Capability.DOWNLOADS,
          Capability.UPLOADS,
          Capability.POPUPS,
          Capability.HOVER,
          Capability.WEBSOCKET,
          Capability.ISOLATED_WORLD,
          Capability.PAGE_PROCESSES,
          Capability.STOP_SCRIPT);

  /// A server and the session that it serves.
  private record Berth(ObscuraServer server, ObscuraSession session) {}

  private final LaunchSpec spec;
  private final ObscuraServer.Starter servers;
  private final List<ObscuraServer> running = new CopyOnWriteArrayList<>();
  private final List<Berth> berths = new CopyOnWriteArrayList<>();
  private final AtomicInteger homes = new AtomicInteger();
  private volatile EngineInfo info = new EngineInfo(ID, "", Set.of());
  private volatile boolean killed;

  ObscuraEngine(LaunchSpec spec, ObscuraServer.Starter servers) {
    this.spec = spec;
    this.servers = servers;
  }

  /// Starts one for a moment: that it runs, that it says what it is, and what it can do.
  void prove(Deadline deadline) throws EngineFault {
    Berth trial = berth(SessionSpec.of(spec.home().resolve("trial")), spec.proxy(), deadline);
    try {
      var lacks = EnumSet.copyOf(LACKS);
      if (!trial.session().draws(deadline)) {
        lacks.add(Capability.SCREENSHOT);
      }
      info = new EngineInfo(ID, trial.session().version(deadline), spec.allBut(lacks));
    } finally {
      end(trial);
    }
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public EngineSession open(SessionSpec wanted, Deadline deadline) throws EngineFault {
    requireAlive();
    return berth(wanted, wanted.proxy().or(spec::proxy), deadline).session();
  }

  private Berth berth(SessionSpec wanted, Optional<ProxyAddress> proxy, Deadline deadline)
      throws EngineFault {
    Folder.make(wanted.downloads());
    ObscuraServer server =
        servers.start(spec.home().resolve("own" + homes.incrementAndGet()), proxy);
    running.add(server);
    try {
      requireAlive();
      var session = new ObscuraSession(server.connect(deadline), wanted, this::left);
      var berth = new Berth(server, session);
      berths.add(berth);
      session.begin(deadline);
      return berth;
    } catch (EngineFault e) {
      server.kill();
      running.remove(server);
      berths.removeIf(each -> each.server().equals(server));
      throw e;
    }
  }

  /// A session was closed, and its process ends with it.
  private void left(ObscuraSession session) {
    berths.stream().filter(each -> each.session().equals(session)).forEach(this::end);
  }

  private void end(Berth berth) {
    berths.remove(berth);
    berth.session().hangUp();
    berth.server().kill();
    running.remove(berth.server());
  }

  @Override
  public Set<Long> processes() {
    return running.stream().map(ObscuraServer::pid).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean alive() {
    return !killed && berths.stream().allMatch(each -> each.server().alive());
  }

  @Override
  public void kill() {
    killed = true;
    running.forEach(ObscuraServer::kill);
    berths.forEach(each -> each.session().hangUp());
    Folder.remove(spec.home());
  }

  @Override
  public void close() {
    kill();
  }

  /// What is said of something that it cannot do.
  static EngineFault lacks(Capability capability) {
    return new EngineFault(new Fault.Unsupported(ID, capability));
  }

  static String product(JsonNode version) {
    String said = version.path("product").asString("");
    return said.isEmpty() ? "Obscura" : "Obscura (" + said + ")";
  }
}
