package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineInfo;
import alpi.browser.EngineSession;
import alpi.browser.LaunchSpec;
import alpi.browser.SessionSpec;
import alpi.browser.process.BrowserProcess;
import alpi.browser.process.Folder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A Chromium spoken to over its pipes.
final class CdpEngine implements Engine {
  static final String ID = "cdp";

  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private final BrowserProcess process;
  private final LaunchSpec spec;
  private final CdpConnection connection;
  private final List<CdpSession> sessions = new CopyOnWriteArrayList<>();
  private volatile EngineInfo info = new EngineInfo(ID, "", Set.of());

  CdpEngine(BrowserProcess process, LaunchSpec spec) {
    this.process = process;
    this.spec = spec;
    this.connection =
        new CdpConnection(new PipeTransport(process.from(), process.to()), this::event);
  }

  void connect(Deadline deadline) throws EngineFault {
    connection.start();
    info = new EngineInfo(ID, CdpLauncher.version(connection, deadline), spec.allBut(Set.of()));
    connection.call(
        CdpConnection.BROWSER,
        "Target.setDiscoverTargets",
        Json.object().put("discover", true),
        deadline);
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public EngineSession open(SessionSpec wanted, Deadline deadline) throws EngineFault {
    requireAlive();
    Folder.make(wanted.downloads());
    ObjectNode alone = Json.object().put("disposeOnDetach", true);
    wanted
        .proxy()
        .ifPresent(
            way -> alone.put("proxyServer", way.url()).put("proxyBypassList", "<-loopback>"));
    JsonNode made =
        connection.call(CdpConnection.BROWSER, "Target.createBrowserContext", alone, deadline);
    var session =
        new CdpSession(
            connection,
            made.path("browserContextId").asString(""),
            wanted,
            wanted.proxy().or(spec::proxy),
            sessions::remove);
    sessions.add(session);
    try {
      session.begin(deadline);
      return session;
    } catch (EngineFault e) {
      session.close();
      throw e;
    }
  }

  private void event(String target, String method, JsonNode params) {
    sessions.forEach(each -> each.event(target, method, params));
  }

  @Override
  public Set<Long> processes() {
    return Set.of(process.pid());
  }

  @Override
  public boolean alive() {
    return process.alive() && !connection.over();
  }

  @Override
  public void kill() {
    process.kill();
    connection.close();
    Folder.remove(spec.home());
  }

  @Override
  public void close() {
    if (alive()) {
      connection.post(CdpConnection.BROWSER, "Browser.close", Json.object());
      process.ended(GOODBYE.toMillis());
    }
    kill();
  }
}
