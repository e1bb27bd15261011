package alpi.browser.playwright;

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
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One browser context of Playwright's. Its events come while a call is under way, never between.
final class PlaywrightSession implements EngineSession {
  /// Playwright takes no more from memory.
  private static final long MAX_UPLOAD = 50L << 20;

  private static final double MOMENT_MILLIS = 25;

  private final Browser browser;
  private final BrowserContext context;
  private final SessionSpec spec;
  private final EventRing events = new EventRing();
  private final List<PlaywrightTab> tabs = new ArrayList<>();
  private DialogPolicy dialogs;
  private Optional<PlaywrightTab> selected = Optional.empty();
  private boolean making;
  private int lastTab;

  PlaywrightSession(Browser browser, BrowserContext context, SessionSpec spec) {
    this.browser = browser;
    this.context = context;
    this.spec = spec;
    this.dialogs = spec.dialogs();
    context.onPage(this::opened);
  }

  void begin(Deadline deadline) throws EngineFault {
    newTab(deadline);
    ObjectNode nothing = Json.object();
    JsonNode target = tab().call("Target.getTargetInfo", nothing, deadline).path("targetInfo");
    CDPSession whole = browser.newBrowserCDPSession();
    var watch =
        new DownloadWatch(
            params -> cancel(whole, params),
            target.path("browserContextId").asString(""),
            spec,
            events);
    for (String event : List.of("Browser.downloadWillBegin", "Browser.downloadProgress")) {
      whole.on(event, params -> watch.event(event, Json.parse(params.toString())));
    }
    watch.begin((method, params, _) -> PlaywrightTab.call(whole, method, params), deadline);
  }

  /// Runs inside whatever call of this thread the event came with, and must not break that one off.
  private static void cancel(CDPSession whole, ObjectNode params) {
    try {
      var _ = PlaywrightTab.call(whole, "Browser.cancelDownload", params);
    } catch (PlaywrightException e) {
      return; // It is over already, or is over with the session.
    }
  }

  private void opened(Page page) {
    if (!Tabs.room(tabs)) {
      page.close();
      return;
    }
    var tab = new PlaywrightTab(new TabId(++lastTab), page);
    tabs.add(tab);
    page.onDialog(this::answer);
    page.onClose(_ -> tabs.remove(tab));
    page.onCrash(_ -> events.add(new BrowserEvent.Crash(tab.id())));
    if (!making) {
      events.add(new BrowserEvent.Popup(tab.id(), page.url()));
    }
  }

  private void answer(Dialog dialog) {
    boolean accept = dialogs.accepts(dialog.type());
    events.add(new BrowserEvent.Dialog(dialog.type(), BrowserEvent.cut(dialog.message()), accept));
    if (accept) {
      dialog.accept(dialogs.promptText());
    } else {
      dialog.dismiss();
    }
  }

  private PlaywrightTab tab() throws EngineFault {
    if (selected.isPresent() && tabs.contains(selected.get())) {
      return selected.get();
    }
    PlaywrightTab last = Tabs.last(tabs);
    selected = Optional.of(last);
    return last;
  }

  @Override
  public List<TabInfo> tabs(Deadline deadline) throws EngineFault {
    return tabs.isEmpty() ? List.of() : Tabs.list(List.copyOf(tabs), tab(), deadline);
  }

  @Override
  public TabInfo newTab(Deadline deadline) throws EngineFault {
    Tabs.requireRoom(tabs);
    making = true;
    try {
      Page page = context.newPage();
      selected = tabs.stream().filter(tab -> tab.page().equals(page)).findFirst();
      return Tabs.info(tab(), true, deadline);
    } catch (PlaywrightException e) {
      throw Words.fault(e, "a tab was opening");
    } finally {
      making = false;
    }
  }

  @Override
  public void select(TabId id, Deadline deadline) throws EngineFault {
    selected = Optional.of(Tabs.find(tabs, id));
  }

  @Override
  public void closeTab(TabId id, Deadline deadline) throws EngineFault {
    PlaywrightTab tab = Tabs.find(tabs, id);
    try {
      tab.page().close();
      tabs.remove(tab);
    } catch (PlaywrightException e) {
      throw Words.fault(e, "a tab was closing");
    }
  }

  @Override
  public Navigation navigate(URI url, Deadline deadline) throws EngineFault {
    if (tab().crashed()) {
      closeTab(tab().id(), deadline);
      newTab(deadline);
    }
    return PlaywrightMoves.navigate(tab(), url, deadline);
  }

  @Override
  public Navigation traverse(int steps, Deadline deadline) throws EngineFault {
    return PlaywrightMoves.traverse(tab(), steps, deadline);
  }

  @Override
  public Navigation reload(Deadline deadline) throws EngineFault {
    return PlaywrightMoves.reload(tab(), deadline);
  }

  @Override
  public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault {
    return tab().ask(verb, arguments, deadline);
  }

  /// One act of mouse or keyboard; the page may be gone when it is over.
  private void act(Runnable deed) throws EngineFault {
    PlaywrightTab tab = tab();
    if (tab.crashed()) {
      throw new EngineFault(new Fault.PageCrashed());
    }
    try {
      deed.run();
    } catch (PlaywrightException e) {
      if (tabs.contains(tab)) {
        throw Words.fault(e, "the page took a click or a key");
      }
    }
  }

  @Override
  public void mouse(MouseDeed deed, Deadline deadline) throws EngineFault {
    Mouse mouse = tab().page().mouse();
    switch (deed) {
      case MouseDeed.Move move -> act(() -> mouse.move(move.x(), move.y()));
      case MouseDeed.Click click ->
          act(() ->
              mouse.click(
                  click.x(), click.y(), new Mouse.ClickOptions().setClickCount(click.count())));
      case MouseDeed.Wheel wheel -> {
        act(() -> mouse.move(wheel.x(), wheel.y()));
        act(() -> mouse.wheel(wheel.dx(), wheel.dy()));
      }
    }
  }

  @Override
  public void press(KeyStroke key, Deadline deadline) throws EngineFault {
    Page page = tab().page();
    boolean known = KeyStroke.NAMED.contains(key.key()) || key.key().codePointAt(0) < 128;
    act(() -> {
      if (known) {
        page.keyboard().press(key.toString());
      } else {
        page.keyboard().insertText(key.key());
      }
    });
  }

  @Override
  public void insert(String text, Deadline deadline) throws EngineFault {
    Page page = tab().page();
    act(() -> page.keyboard().insertText(text));
  }

  @Override
  public void attach(Ref input, List<Path> files, Deadline deadline) throws EngineFault {
    try {
      ElementHandle element =
          tab()
              .reader()
              .evaluateHandle("(reader, n) => reader.element(n)", (double) input.number())
              .asElement();
      if (element == null) {
        throw new EngineFault(new Fault.StaleRef(input));
      }
      element.setInputFiles(
          payloads(files),
          new ElementHandle.SetInputFilesOptions().setTimeout(PlaywrightMoves.millis(deadline)));
    } catch (PlaywrightException e) {
      if (e instanceof TimeoutError || Words.crashed(e)) {
        throw Words.fault(e, "files were put into a field");
      }
      throw new EngineFault(new Fault.NotFit(input, "takes no files"), e);
    }
  }

  /// The files as bytes: what the page is given is what was read here.
  private static FilePayload[] payloads(List<Path> files) throws EngineFault {
    var all = new FilePayload[files.size()];
    long size = 0;
    for (int i = 0; i < all.length; i++) {
      Path file = files.get(i);
      try {
        size += Files.size(file);
        if (size > MAX_UPLOAD) {
          throw new EngineFault(new Fault.TooLarge("What is uploaded", MAX_UPLOAD, "bytes"));
        }
        String name = file.getFileName().toString();
        all[i] = new FilePayload(name, "application/octet-stream", Files.readAllBytes(file));
      } catch (IOException e) {
        throw new EngineFault(Fault.noFile(file), e);
      }
    }
    return all;
  }

  @Override
  public void settle(Deadline deadline) throws EngineFault {
    Deadline rest = deadline.within(Waits.SETTLE);
    PlaywrightTab tab = tab();
    if (tab.crashed()) {
      return;
    }
    ObjectNode quiet =
        Json.object().put("still", Waits.STILL_MILLIS).put("most", Waits.RESTLESS_MILLIS);
    try {
      tab.ask("quiet", quiet, rest);
      if (tab.navigating()) {
        tab.page()
            .waitForCondition(
                () -> !tab.navigating() || tab.crashed(),
                new Page.WaitForConditionOptions().setTimeout(PlaywrightMoves.millis(rest)));
        PlaywrightMoves.arrived(tab, rest);
        tab.ask("quiet", quiet, rest);
      }
    } catch (TimeoutError e) {
      // It was given its time; what is there now is what is looked at.
      return;
    } catch (EngineFault e) {
      if (!(e.fault() instanceof Fault.TimedOut) && tabs.contains(tab) && !tab.crashed()) {
        throw e;
      }
    }
  }

  @Override
  public Image screenshot(Shot shot, Deadline deadline) throws EngineFault {
    return ChromiumShot.take(tab(), shot, deadline);
  }

  @Override
  public void dialogs(DialogPolicy policy) {
    dialogs = policy;
  }

  @Override
  public StorageState state(Deadline deadline) throws EngineFault {
    try {
      return new StorageState(context.storageState());
    } catch (PlaywrightException e) {
      throw Words.fault(e, "cookies were collected");
    }
  }

  @Override
  public List<BrowserEvent> drain() {
    try {
      for (PlaywrightTab tab : List.copyOf(tabs)) {
        if (!tab.crashed()) {
          tab.page().waitForTimeout(MOMENT_MILLIS);
          break;
        }
      }
    } catch (PlaywrightException e) {
      // What came before is told all the same.
      return events.drain();
    }
    return events.drain();
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (PlaywrightException e) {
      // It ends with the browser at the latest.
      tabs.clear();
    }
  }
}
