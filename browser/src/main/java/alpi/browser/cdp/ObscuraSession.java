package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.Bytes;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.DialogPolicy;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.EventRing;
import alpi.browser.Fault;
import alpi.browser.Image;
import alpi.browser.KeyStroke;
import alpi.browser.MouseDeed;
import alpi.browser.Navigation;
import alpi.browser.Ref;
import alpi.browser.SessionSpec;
import alpi.browser.Shot;
import alpi.browser.StorageState;
import alpi.browser.TabId;
import alpi.browser.TabInfo;
import alpi.browser.Waits;
import alpi.browser.chromium.Tabs;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One line to an Obscura: its tabs, and what happens in them. What Obscura lacks is refused by
/// name; what it pretends is done here instead, or not at all.
final class ObscuraSession implements EngineSession {
  private final CdpConnection connection;
  private final SessionSpec spec;
  private final Consumer<ObscuraSession> closed;
  private final EventRing events = new EventRing();
  private final ObscuraStorage storage = new ObscuraStorage();

  private final Tabs<CdpTab> tabs = new Tabs<>();

  /// What the pages of tabs were answered with.
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

  private final Map<String, String> shims = new ConcurrentHashMap<>();
  private DialogPolicy dialogs;

  ObscuraSession(Transport line, SessionSpec spec, Consumer<ObscuraSession> closed) {
    this.connection = new CdpConnection(line, this::event);
    this.spec = spec;
    this.closed = closed;
    this.dialogs = spec.dialogs();
  }

  void begin(Deadline deadline) throws EngineFault {
    connection.start();
    newTab(deadline);
    storage.restore(spec.state(), tabs.selected(), deadline);
  }

  String version(Deadline deadline) throws EngineFault {
    return ObscuraEngine.product(
        connection.call(CdpConnection.BROWSER, "Browser.getVersion", Json.object(), deadline));
  }

  /// Whether this build can take pictures.
  boolean draws(Deadline deadline) throws EngineFault {
    return picture(deadline) instanceof Reply.Result;
  }

  /// Told by the reading thread: neither calls nor waits.
  private void event(String session, String method, JsonNode params) {
    switch (method) {
      case "Target.targetDestroyed" -> {
        String target = params.path("targetId").asString("");
        tabs.find(tab -> tab.target().equals(target))
            .ifPresent(gone -> {
              tabs.remove(gone);
              gone.left();
            });
      }
      case CdpConnection.HUNG_UP -> tabs.all().forEach(CdpTab::left);
      case "Runtime.bindingCalled" -> ObscuraShim.told(params).ifPresent(events::add);
      default -> of(session).ifPresent(tab -> inTab(tab, method, params));
    }
  }

  private void inTab(CdpTab tab, String method, JsonNode params) {
    boolean document =
        method.equals("Network.responseReceived")
            && params.path("frameId").asString("").equals(tab.frame())
            && params.path("requestId").equals(params.path("loaderId"));
    if (document) {
      statuses.put(tab.target(), params.path("response").path("status").asInt(0));
    }
    tab.event(method, params);
  }

  /// A page has a session for each time that it was attached to.
  private Optional<CdpTab> of(String session) {
    return tabs.find(
        tab -> tab.session().equals(session) || session.equals(tab.target() + "-session"));
  }

  @Override
  public List<TabInfo> tabs(Deadline deadline) throws EngineFault {
    return tabs.list(deadline);
  }

  @Override
  public TabInfo newTab(Deadline deadline) throws EngineFault {
    tabs.requireRoom();
    ObjectNode blank = Json.object().put("url", "about:blank");
    String target =
        connection
            .call(CdpConnection.BROWSER, "Target.createTarget", blank, deadline)
            .path("targetId")
            .asString("");
    ObjectNode whom = Json.object().put("targetId", target).put("flatten", true);
    String session =
        connection
            .call(CdpConnection.BROWSER, "Target.attachToTarget", whom, deadline)
            .path("sessionId")
            .asString("");
    var tab = new CdpTab(connection, tabs.next(), target, session);
    tabs.add(tab);
    tab.begin(spec.width(), spec.height(), deadline);
    tab.call("Network.enable", Json.object(), deadline);
    tab.call("Runtime.enable", Json.object(), deadline);
    ObjectNode agent = Json.object().put("userAgent", ObscuraFlags.USER_AGENT);
    tab.call("Network.setUserAgentOverride", agent, deadline);
    tab.call("Runtime.addBinding", Json.object().put("name", ObscuraShim.BINDING), deadline);
    prepare(tab, deadline);
    evaluate(tab, ObscuraShim.script(dialogs), deadline);
    proveHonest(tab, deadline);
    tabs.select(tab);
    return tab.info(true, deadline);
  }

  /// Has the script run in each document to come.
  private void prepare(CdpTab tab, Deadline deadline) throws EngineFault {
    shims.put(tab.target(), preload(tab, ObscuraShim.script(dialogs), deadline));
  }

  private static String preload(CdpTab tab, String script, Deadline deadline) throws EngineFault {
    ObjectNode source = Json.object().put("source", script);
    return tab.call("Page.addScriptToEvaluateOnNewDocument", source, deadline)
        .path("identifier")
        .asString("");
  }

  private static void unload(CdpTab tab, String script, Deadline deadline) throws EngineFault {
    ObjectNode which = Json.object().put("identifier", script);
    tab.call("Page.removeScriptToEvaluateOnNewDocument", which, deadline);
  }

  private static JsonNode evaluate(CdpTab tab, String script, Deadline deadline)
      throws EngineFault {
    ObjectNode expression = Json.object().put("expression", script).put("returnByValue", true);
    return tab.call("Runtime.evaluate", expression, deadline).path("result").path("value");
  }

  /// An engine that passes for a person is not used.
  private static void proveHonest(CdpTab tab, Deadline deadline) throws EngineFault {
    String said =
        evaluate(tab, "navigator.webdriver + ' ' + navigator.userAgent", deadline).asString("");
    if (!said.equals("true " + ObscuraFlags.USER_AGENT)) {
      throw new EngineFault(
          new Fault.NotStarted(
              "This Obscura does not tell pages that a program drives it (\""
                  + BrowserEvent.cut(said)
                  + "\").",
              "Take a plain build of another version."));
    }
  }

  @Override
  public void select(TabId id, Deadline deadline) throws EngineFault {
    tabs.select(tabs.get(id));
  }

  @Override
  public void closeTab(TabId id, Deadline deadline) throws EngineFault {
    CdpTab tab = tabs.get(id);
    storage.learn(tab, deadline);
    ObjectNode whom = Json.object().put("targetId", tab.target());
    connection.call(CdpConnection.BROWSER, "Target.closeTarget", whom, deadline);
    tab.await(tab::gone, deadline);
    tabs.remove(tab);
  }

  @Override
  public Navigation navigate(URI url, Deadline deadline) throws EngineFault {
    CdpTab tab = tabs.selected();
    storage.learn(tab, deadline);
    Optional<String> owed = storage.owed(url);
    String script = owed.isPresent() ? preload(tab, owed.get(), deadline) : "";
    try {
      ObjectNode where = Json.object().put("url", url.toString());
      Reply reply = connection.ask(tab.session(), "Page.navigate", where, deadline);
      if (reply instanceof Reply.Refusal refusal) {
        throw new EngineFault(
            new Fault.NavigationFailed(url.toString(), BrowserEvent.cut(refusal.message())));
      }
      JsonNode answer = CdpConnection.result(reply, "Page.navigate");
      String error = answer.path("errorText").asString("");
      if (!error.isEmpty()) {
        throw new EngineFault(new Fault.NavigationFailed(url.toString(), error));
      }
      boolean loaded = tab.awaitLoad(answer.path("loaderId").asString(""), deadline);
      return told(tab, tab.arrived(loaded, deadline), deadline);
    } finally {
      if (!script.isEmpty() && !connection.over()) {
        unload(tab, script, deadline);
      }
    }
  }

  @Override
  public Navigation traverse(int steps, Deadline deadline) throws EngineFault {
    storage.learn(tabs.selected(), deadline);
    return told(tabs.selected(), CdpMoves.traverse(tabs.selected(), steps, deadline), deadline);
  }

  @Override
  public Navigation reload(Deadline deadline) throws EngineFault {
    return told(tabs.selected(), CdpMoves.reload(tabs.selected(), deadline), deadline);
  }

  /// Pages of it do not know what they were answered with.
  private Navigation told(CdpTab tab, Navigation there, Deadline deadline) throws EngineFault {
    guard(tab, deadline);
    int status = there.status() > 0 ? there.status() : statuses.getOrDefault(tab.target(), 0);
    return new Navigation(status, there.url(), there.title(), there.download(), there.loaded());
  }

  @Override
  public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault {
    CdpTab tab = tabs.selected();
    guard(tab, deadline);
    return tab.ask(verb, arguments, deadline);
  }

  /// A page may lead it where no page of ours is opened: it keeps nobody from files.
  private void guard(CdpTab tab, Deadline deadline) throws EngineFault {
    String url = tab.url();
    if (!url.isEmpty() && !url.matches("(?s)(https?:|about:).*")) {
      ObjectNode away = Json.object().put("url", "about:blank");
      connection.ask(tab.session(), "Page.navigate", away, deadline);
      throw new EngineFault(new Fault.Blocked(BrowserEvent.cut(url), "only http and https are"));
    }
  }

  @Override
  public void mouse(MouseDeed deed, Deadline deadline) throws EngineFault {
    switch (deed) {
      case MouseDeed.Move _ -> throw ObscuraEngine.lacks(Capability.HOVER);
      case MouseDeed.Click click -> CdpInput.buttons(tabs.selected(), click, deadline);
      case MouseDeed.Wheel wheel -> CdpInput.mouse(tabs.selected(), wheel, deadline);
    }
  }

  @Override
  public void press(KeyStroke key, Deadline deadline) throws EngineFault {
    CdpInput.press(tabs.selected(), key, deadline);
  }

  /// It has no call for that: the reader puts the text where the focus is.
  @Override
  public void insert(String text, Deadline deadline) throws EngineFault {
    JsonNode answer = ask("write", Json.object().put("text", text), deadline);
    if (!answer.path("s").asString("").equals("ok")) {
      throw new EngineFault(new Fault.Invalid("Nothing that takes text has the focus."));
    }
  }

  @Override
  public void attach(Ref input, List<Path> files, Deadline deadline) throws EngineFault {
    throw ObscuraEngine.lacks(Capability.UPLOADS);
  }

  @Override
  public void settle(Deadline deadline) throws EngineFault {
    Deadline rest = deadline.within(Waits.SETTLE);
    CdpTab tab = tabs.selected();
    try {
      long document = tab.documents();
      tab.quiet(rest);
      if (tab.documents() != document) {
        tab.awaitLoad("", rest);
        tab.quiet(rest);
      }
    } catch (EngineFault e) {
      if (!(e.fault() instanceof Fault.TimedOut) && !tab.gone()) {
        throw e;
      }
    }
  }

  @Override
  public Image screenshot(Shot shot, Deadline deadline) throws EngineFault {
    if (shot == Shot.PAGE) {
      throw ObscuraEngine.lacks(Capability.FULL_PAGE);
    }
    guard(tabs.selected(), deadline);
    return switch (picture(deadline)) {
      case Reply.Refusal _ -> throw ObscuraEngine.lacks(Capability.SCREENSHOT);
      case Reply other -> {
        String data =
            CdpConnection.result(other, "Page.captureScreenshot").path("data").asString("");
        yield new Image(new Bytes(Base64.getDecoder().decode(data)), "image/png");
      }
    };
  }

  private Reply picture(Deadline deadline) throws EngineFault {
    ObjectNode how = Json.object().put("format", "png");
    return connection.ask(tabs.selected().session(), "Page.captureScreenshot", how, deadline);
  }

  /// Holds from the next document on at the latest.
  @Override
  public void dialogs(DialogPolicy policy) {
    dialogs = policy;
    Deadline deadline = Deadline.in(Waits.SETTLE);
    for (CdpTab tab : tabs.all().toList()) {
      try {
        unload(tab, shims.getOrDefault(tab.target(), ""), deadline);
        prepare(tab, deadline);
        evaluate(tab, ObscuraShim.policy(policy), deadline);
      } catch (EngineFault e) {
        // The tab is gone or its page hangs: whatever is wanted of it next says so.
        shims.remove(tab.target());
      }
    }
  }

  @Override
  public StorageState state(Deadline deadline) throws EngineFault {
    for (CdpTab tab : tabs.all().toList()) {
      storage.learn(tab, deadline);
    }
    return storage.export(tabs.selected(), deadline);
  }

  @Override
  public List<BrowserEvent> drain() {
    return events.drain();
  }

  /// The line is cut; nothing is waited for.
  void hangUp() {
    connection.close();
  }

  @Override
  public void close() {
    closed.accept(this);
  }
}
