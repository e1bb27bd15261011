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
  private final Tabs<PlaywrightTab> tabs = new Tabs<>();
  private DialogPolicy dialogs;
  private boolean making;

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
    JsonNode target =
        tabs.selected().call("Target.getTargetInfo", nothing, deadline).path("targetInfo");
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
    if (!tabs.room()) {
      page.close();
      return;
    }
    var tab = new PlaywrightTab(tabs.next(), page);
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

  @Override
  public List<TabInfo> tabs(Deadline deadline) throws EngineFault {
    return tabs.list(deadline);
  }

  @Override
  public TabInfo newTab(Deadline deadline) throws EngineFault {
    tabs.requireRoom();
    making = true;
    try {
      Page page = context.newPage();
      tabs.find(tab -> tab.page().equals(page)).ifPresent(tabs::select);
      return tabs.selected().info(true, deadline);
    } catch (PlaywrightException e) {
      throw Words.fault(e, "a tab was opening");
    } finally {
      making = false;
    }
  }

  @Override
  public void select(TabId id, Deadline deadline) throws EngineFault {
    tabs.select(tabs.get(id));
  }

  @Override
  public void closeTab(TabId id, Deadline deadline) throws EngineFault {
    PlaywrightTab tab = tabs.get(id);
    try {
      tab.page().close();
      tabs.remove(tab);
    } catch (PlaywrightException e) {
      throw Words.fault(e, tab.page(), "a tab was closing");
    }
  }

  @Override
  public Navigation navigate(URI url, Deadline deadline) throws EngineFault {
    if (tabs.selected().crashed()) {
      closeTab(tabs.selected().id(), deadline);
      newTab(deadline);
    }
    return PlaywrightMoves.navigate(tabs.selected(), url, deadline);
  }

  @Override
  public Navigation traverse(int steps, Deadline deadline) throws EngineFault {
    return PlaywrightMoves.traverse(tabs.selected(), steps, deadline);
  }

  @Override
  public Navigation reload(Deadline deadline) throws EngineFault {
    return PlaywrightMoves.reload(tabs.selected(), deadline);
  }

  @Override
  public JsonNode ask(String verb, ObjectNode arguments, Deadline deadline) throws EngineFault {
    return tabs.selected().ask(verb, arguments, deadline);
  }

  /// One act of mouse or keyboard; the page may be gone when it is over.
  private void act(Runnable deed) throws EngineFault {
    PlaywrightTab tab = tabs.selected();
    if (tab.crashed()) {
      throw new EngineFault(new Fault.PageCrashed());
    }
    try {
      deed.run();
    } catch (PlaywrightException e) {
      if (tabs.contains(tab)) {
        throw Words.fault(e, tab.page(), "the page took a click or a key");
      }
    }
  }

  @Override
  public void mouse(MouseDeed deed, Deadline deadline) throws EngineFault {
    Mouse mouse = tabs.selected().page().mouse();
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
    Page page = tabs.selected().page();
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
    Page page = tabs.selected().page();
    act(() -> page.keyboard().insertText(text));
  }

  @Override
  public void attach(Ref input, List<Path> files, Deadline deadline) throws EngineFault {
    PlaywrightTab tab = tabs.selected();
    try {
      ElementHandle element =
          tab.reader()
              .evaluateHandle("(reader, n) => reader.element(n)", (double) input.number())
              .asElement();
      if (element == null) {
        throw new EngineFault(new Fault.StaleRef(input));
      }
      element.setInputFiles(
          payloads(files),
          new ElementHandle.SetInputFilesOptions().setTimeout(PlaywrightMoves.millis(deadline)));
    } catch (PlaywrightException e) {
      EngineFault wrong = Words.fault(e, tab.page(), "files were put into a field");
      throw wrong.fault() instanceof Fault.Invalid
          ? new EngineFault(new Fault.NotFit(input, "takes no files"), e)
          : wrong;
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
    PlaywrightTab tab = tabs.selected();
    if (tab.crashed()) {
      return;
    }
    try {
      tab.quiet(rest);
      if (tab.navigating()) {
        tab.page()
            .waitForCondition(
                () -> !tab.navigating() || tab.crashed(),
                new Page.WaitForConditionOptions().setTimeout(PlaywrightMoves.millis(rest)));
        PlaywrightMoves.arrived(tab, rest);
        tab.quiet(rest);
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
    return ChromiumShot.take(tabs.selected(), shot, deadline);
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
    Optional<PlaywrightTab> lives = tabs.find(tab -> !tab.crashed());
    try {
      lives.ifPresent(tab -> tab.page().waitForTimeout(MOMENT_MILLIS));
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
      tabs.all().forEach(tabs::remove);
    }
  }
}
