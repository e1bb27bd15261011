package alpi.browser.cdp;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
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
import alpi.browser.ProxyAddress;
import alpi.browser.Ref;
import alpi.browser.SessionSpec;
import alpi.browser.Shot;
import alpi.browser.StorageState;
import alpi.browser.TabId;
import alpi.browser.TabInfo;
import alpi.browser.Waits;
import alpi.browser.chromium.ChromiumShot;
import alpi.browser.chromium.DownloadWatch;
import alpi.browser.chromium.Tabs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One browser context: its tabs, and what happens in them.
final class CdpSession implements EngineSession {
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /// A page that is left and gives no sign of life for so long is busy with a script of its own.
  private static final Duration HELD_UP = Duration.ofSeconds(2);

  private final CdpConnection connection;
  private final String context;
  private final SessionSpec spec;
  private final Consumer<CdpSession> closed;
  private final EventRing events = new EventRing();
  private final DownloadWatch downloads;
  private final CdpStorage storage;
  private final CdpProxyAuth auth;

  private final Tabs<CdpTab> tabs = new Tabs<>();

  /// Pages that opened by themselves and wait to be tabs.
  private final List<String> popups = new CopyOnWriteArrayList<>();

  private volatile DialogPolicy dialogs;

  CdpSession(
      CdpConnection connection,
      String context,
      SessionSpec spec,
      Optional<ProxyAddress> proxy,
      Consumer<CdpSession> closed) {
    this.auth = new CdpProxyAuth(connection, proxy);
    this.connection = connection;
    this.context = context;
    this.spec = spec;
    this.closed = closed;
    this.dialogs = spec.dialogs();
    this.downloads = new DownloadWatch(this::cancel, context, spec, events);
    this.storage = new CdpStorage(connection, context);
  }

  void begin(Deadline deadline) throws EngineFault {
    downloads.begin(
        (method, params, by) -> connection.call(CdpConnection.BROWSER, method, params, by),
        deadline);
    storage.restore(spec.state(), deadline);
    newTab(deadline);
  }

  private void cancel(ObjectNode download) {
    connection.post(CdpConnection.BROWSER, "Browser.cancelDownload", download);
  }

  /// Told by the reading thread: neither calls nor waits.
  void event(String session, String method, JsonNode params) {
    Optional<CdpTab> tab = of(session);
    if (tab.isPresent()) {
      inTab(tab.get(), method, params);
      return;
    }
    switch (method) {
      case "Target.targetCreated" -> created(params.path("targetInfo"));
      case "Target.targetDestroyed" -> popups.remove(params.path("targetId").asString(""));
      case "Target.detachedFromTarget" ->
          of(params.path("sessionId").asString(""))
              .ifPresent(gone -> {
                tabs.remove(gone);
                gone.left();
              });
      case CdpConnection.HUNG_UP -> tabs.all().forEach(CdpTab::left);
      default -> {
        downloads.event(method, params);
        storage.event(session, method, params);
      }
    }
  }

  private void inTab(CdpTab tab, String method, JsonNode params) {
    if (method.equals("Page.javascriptDialogOpening")) {
      answer(tab.session(), params);
      return;
    }
    storage.seen(method, params);
    auth.event(tab.session(), method, params);
    if (tab.event(method, params)) {
      events.add(new BrowserEvent.Crash(tab.id()));
    }
  }

  private Optional<CdpTab> of(String session) {
    return tabs.find(tab -> tab.session().equals(session));
  }

  private void created(JsonNode target) {
    if (target.path("type").asString("").equals("page")
        && target.path("browserContextId").asString("").equals(context)
        && !storage.owns(target.path("targetId").asString(""))) {
      popups.add(target.path("targetId").asString(""));
    }
  }

  private void answer(String session, JsonNode dialog) {
    DialogPolicy policy = dialogs;
    String kind = dialog.path("type").asString("");
    boolean accept = policy.accepts(kind);
    ObjectNode answer = Json.object().put("accept", accept);
    if (kind.equals("prompt") && accept) {
      answer.put("promptText", policy.promptText());
    }
    connection.post(session, "Page.handleJavaScriptDialog", answer);
    events.add(
        new BrowserEvent.Dialog(
            kind, BrowserEvent.cut(dialog.path("message").asString("")), accept));
  }

  /// Makes tabs of the pages that opened by themselves.
  private void adopt(Deadline deadline) throws EngineFault {
    for (String target : List.copyOf(popups)) {
      popups.remove(target);
      if (tabs.find(tab -> tab.target().equals(target)).isPresent()) {
        continue;
      }
      if (!tabs.room()) {
        connection.post(
            CdpConnection.BROWSER, "Target.closeTarget", Json.object().put("targetId", target));
        continue;
      }
      Optional<CdpTab> tab = attachTo(target, deadline);
      if (tab.isPresent()) {
        JsonNode info = tab.get().ask("info", Json.object(), deadline);
        events.add(new BrowserEvent.Popup(tab.get().id(), info.path("url").asString("")));
      }
    }
  }

  private Optional<CdpTab> attachTo(String target, Deadline deadline) throws EngineFault {
    ObjectNode whom = Json.object().put("targetId", target).put("flatten", true);
    Reply reply = connection.ask(CdpConnection.BROWSER, "Target.attachToTarget", whom, deadline);
    if (!(reply instanceof Reply.Result result)) {
      return Optional.empty();
    }
    String session = result.value().path("sessionId").asString("");
    var tab = new CdpTab(connection, tabs.next(), target, session);
    tabs.add(tab);
    tab.begin(spec.width(), spec.height(), deadline);
    auth.begin(tab, deadline);
    return Optional.of(tab);
  }

  @Override
  public List<TabInfo> tabs(Deadline deadline) throws EngineFault {
    adopt(deadline);
    return tabs.list(deadline);
  }

  @Override
  public TabInfo newTab(Deadline deadline) throws EngineFault {
    tabs.requireRoom();
    ObjectNode blank = Json.object().put("url", "about:blank").put("browserContextId", context);
    JsonNode made = connection.call(CdpConnection.BROWSER, "Target.createTarget", blank, deadline);
    String target = made.path("targetId").asString("");
    CdpTab tab =
        attachTo(target, deadline)
            .orElseThrow(() -> new EngineFault(new Fault.Invalid("The tab closed at once.")));
    popups.remove(target);
    tabs.select(tab);
    return tab.info(true, deadline);
  }

  @Override
  public void select(TabId id, Deadline deadline) throws EngineFault {
    adopt(deadline);
    tabs.select(tabs.get(id));
    tabs.selected().call("Page.bringToFront", Json.object(), deadline);
  }

  @Override
  public void closeTab(TabId id, Deadline deadline) throws EngineFault {
    CdpTab tab = tabs.get(id);
    ObjectNode whom = Json.object().put("targetId", tab.target());
    connection.call(CdpConnection.BROWSER, "Target.closeTarget", whom, deadline);
    tab.await(tab::gone, deadline);
    tabs.remove(tab);
  }

  @Override
  public Navigation navigate(URI url, Deadline deadline) throws EngineFault {
    CdpTab tab = tabs.selected();
    if (tab.crashed()) {
      closeTab(tab.id(), deadline);
      newTab(deadline);
      tab = tabs.selected();
    }
    free(tab, deadline);
    return CdpMoves.navigate(tab, url, downloads, deadline);
  }

  /// A script that never ends would hold up the page that comes after it, too.
  private void free(CdpTab tab, Deadline deadline) throws EngineFault {
    ObjectNode nothing = Json.object().put("expression", "0");
    try {
      connection.ask(tab.session(), "Runtime.evaluate", nothing, deadline.within(HELD_UP));
    } catch (EngineFault e) {
      if (!(e.fault() instanceof Fault.TimedOut)) {
        throw e;
      }
      connection.post(tab.session(), "Runtime.terminateExecution", Json.object());
    }
  }

  @Override
  public Navigation traverse(int steps, Deadline deadline) throws EngineFault {
    return CdpMoves.traverse(tabs.selected(), steps, deadline);
  }

  @Override
  public Navigation reload(Deadline deadline) throws EngineFault {
    return CdpMoves.reload(tabs.selected(), deadline);
  }

  @Override
  public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault {
    return tabs.selected().ask(verb, arguments, deadline);
  }

  @Override
  public void mouse(MouseDeed deed, Deadline deadline) throws EngineFault {
    CdpInput.mouse(tabs.selected(), deed, deadline);
  }

  @Override
  public void press(KeyStroke key, Deadline deadline) throws EngineFault {
    CdpInput.press(tabs.selected(), key, deadline);
  }

  @Override
  public void insert(String text, Deadline deadline) throws EngineFault {
    tabs.selected().call("Input.insertText", Json.object().put("text", text), deadline);
  }

  @Override
  public void attach(Ref input, List<Path> files, Deadline deadline) throws EngineFault {
    CdpTab tab = tabs.selected();
    String handle =
        tab.handle(input.number(), deadline)
            .orElseThrow(() -> new EngineFault(new Fault.StaleRef(input)));
    ObjectNode params = Json.object().put("objectId", handle);
    var names = params.putArray("files");
    files.forEach(file -> names.add(file.toAbsolutePath().toString()));
    Reply reply = connection.ask(tab.session(), "DOM.setFileInputFiles", params, deadline);
    if (reply instanceof Reply.Refusal) {
      throw new EngineFault(new Fault.NotFit(input, "takes no files"));
    }
  }

  @Override
  public void settle(Deadline deadline) throws EngineFault {
    Deadline rest = deadline.within(Waits.SETTLE);
    CdpTab tab = tabs.selected();
    if (tab.crashed()) {
      return;
    }
    try {
      tab.quiet(rest);
      if (tab.loading()) {
        tab.awaitRest(rest);
        tab.quiet(rest);
      }
      adopt(rest);
    } catch (EngineFault e) {
      if (!(e.fault() instanceof Fault.TimedOut) && !tab.gone() && !tab.crashed()) {
        throw e;
      }
    }
  }

  @Override
  public Image screenshot(Shot shot, Deadline deadline) throws EngineFault {
    return ChromiumShot.take(tabs.selected()::call, shot, deadline);
  }

  @Override
  public void dialogs(DialogPolicy policy) {
    dialogs = policy;
  }

  @Override
  public StorageState state(Deadline deadline) throws EngineFault {
    return storage.export(deadline);
  }

  @Override
  public List<BrowserEvent> drain() {
    return events.drain();
  }

  @Override
  public void close() {
    closed.accept(this);
    if (connection.over()) {
      return;
    }
    ObjectNode whom = Json.object().put("browserContextId", context);
    try {
      connection.ask(
          CdpConnection.BROWSER, "Target.disposeBrowserContext", whom, Deadline.in(GOODBYE));
    } catch (EngineFault e) {
      // It ends with the browser at the latest.
      return;
    }
  }
}
