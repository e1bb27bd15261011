package alpi.browser.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.BrowserEvent;
import alpi.browser.Capability;
import alpi.browser.Deadline;
import alpi.browser.DialogPolicy;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.Image;
import alpi.browser.Navigation;
import alpi.browser.Shot;
import alpi.browser.ShotSize;
import alpi.browser.StorageState;
import alpi.browser.TabInfo;
import alpi.browser.page.Hands;
import alpi.browser.page.PageText;
import alpi.browser.page.PageTree;
import alpi.browser.page.View;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What going somewhere, reading, tabs, dialogs, files and trouble come to, on every engine.
public abstract class EngineContract extends EngineFixture {
  @Test
  void opensAPageAndTellsItsStatusAndTitle() throws EngineFault {
    Navigation there = session().navigate(site.page("/hello", "<p>hi"), soon());
    assertEquals(new Navigation(200, site.at("/hello").toString(), "hello", false, true), there);
    assertEquals(404, session().navigate(site.at("/nowhere"), soon()).status());
  }

  @Test
  void failsForASiteThatDoesNotAnswerAndGoesOnAfterwards() throws EngineFault {
    Site closed = new Site();
    URI nobody = closed.at("/");
    closed.close();
    fault(Fault.NavigationFailed.class, () -> open(nobody));
    show("/after", "<h1>after");
    assertEquals("# after", text(View.INTERACTIVE));
  }

  @Test
  void followsRedirectsAndEndsEndlessOnes() throws EngineFault {
    site.page("/end", "<p>end");
    site.on("/start", exchange -> Site.redirect(exchange, "/end"));
    Navigation there = session().navigate(site.at("/start"), soon());
    assertEquals(site.at("/end").toString(), there.url());
    site.on("/circle", exchange -> Site.redirect(exchange, "/circle"));
    fault(Fault.NavigationFailed.class, () -> open(site.at("/circle")));
  }

  @Test
  void keepsTheDeadlineOfAPageThatNeverAnswers() throws EngineFault {
    site.on("/silent", _ -> {});
    var brief = Deadline.in(Duration.ofMillis(300));
    fault(Fault.TimedOut.class, () -> session().navigate(site.at("/silent"), brief));
    show("/spoken", "<h1>spoken");
    assertEquals("# spoken", text(View.INTERACTIVE));
  }

  @Test
  void goesBackAndForwardAndReloads() throws EngineFault {
    show("/one", "<h1>one");
    show("/two", "<h1>two");
    assertEquals("one", session().traverse(-1, soon()).title());
    assertEquals("two", session().traverse(1, soon()).title());
    fault(Fault.Invalid.class, () -> session().traverse(1, soon()));
    long before = site.asked().size();
    assertEquals("two", session().reload(soon()).title());
    assertTrue(site.asked().size() > before);
  }

  @Test
  void readsFramesOfItsOwnSiteAndShadowTrees() throws EngineFault {
    site.page("/inner", "<button onclick='parent.seen.textContent=\"pressed\"'>inside</button>");
    show(
        "/outer",
        """
        <div style='height:1500px'></div><iframe src=/inner title=frame></iframe>
        <output id=seen></output><div id=host></div>
        <script>host.attachShadow({mode: 'open'}).innerHTML =
          '<button onclick="seen.textContent=&quot;deep&quot;">shadow</button>'</script>
        """);
    hands().click(ref("inside"), 1, soon());
    assertEquals("pressed", out());
    hands().click(ref("shadow"), 1, soon());
    assertEquals("deep", out());
  }

  @Test
  void doesNotShowWhatLiesInAFrameOfAnotherSite() throws EngineFault {
    site.page("/other", "<button>theirs</button>");
    show("/mine", "<iframe title=ad src='" + site.elsewhere("/other") + "'></iframe>");
    String all = text(View.FULL);
    assertTrue(all.contains("a page of another site, not shown"), all);
    assertFalse(all.contains("theirs"), all);
  }

  @Test
  void opensTabsForPopupsAndTellsOfThem() throws EngineFault {
    needs(Capability.POPUPS);
    site.page("/new", "<h1>new");
    show("/old", "<a href=/new target=_blank>go</a>");
    hands().click(ref("go"), 1, soon());
    BrowserEvent.Popup popup = event(BrowserEvent.Popup.class);
    assertEquals(2, session().tabs(soon()).size());
    session().select(popup.tab(), soon());
    assertEquals("# new", text(View.INTERACTIVE));
    session().closeTab(popup.tab(), soon());
    List<TabInfo> left = session().tabs(soon());
    assertEquals(List.of("old"), left.stream().map(TabInfo::title).toList());
    assertTrue(left.getFirst().selected());
    fault(Fault.Invalid.class, () -> session().select(popup.tab(), soon()));
  }

  @Test
  void answersDialogsByPolicyAndTellsOfThem() throws EngineFault {
    show(
        "/ask",
        """
        <button onclick='seen.textContent = confirm("sure?") + " " + prompt("name?")'>ask</button>
        <button onclick='for (let i = 0; i < 30; i++) alert(i); seen.textContent = "told"'>tell
        </button><output id=seen></output>
        """);
    hands().click(ref("ask"), 1, soon());
    assertEquals("false null", out());
    assertEquals(
        new BrowserEvent.Dialog("confirm", "sure?", false), event(BrowserEvent.Dialog.class));
    session().dialogs(new DialogPolicy(true, "Ada"));
    hands().click(ref("ask"), 1, soon());
    assertEquals("true Ada", out());
    hands().click(ref("tell"), 1, soon());
    assertEquals("told", out());
  }

  @Test
  void leavesAPageThatAsksNotToBeLeft() throws EngineFault {
    show("/stay", "<button>x</button><script>onbeforeunload = (e) => e.preventDefault()</script>");
    hands().click(ref("x"), 1, soon());
    show("/left", "<h1>left");
    assertEquals("# left", text(View.INTERACTIVE));
  }

  @Test
  void savesAnAttachmentUnderANameNoPageChose() throws Exception {
    needs(Capability.DOWNLOADS);
    byte[] bytes = "some bytes".getBytes(StandardCharsets.UTF_8);
    URI file = site.attachment("/file", "../../evil.txt", bytes);
    assertTrue(session().navigate(file, soon()).download());
    BrowserEvent.Download download = event(BrowserEvent.Download.class);
    assertEquals("some bytes", Files.readString(download.file()));
    Path inside = download.file().toRealPath();
    assertTrue(inside.startsWith(scratch.toRealPath()), inside::toString);
    assertFalse(inside.getFileName().toString().contains("evil"), inside::toString);
    assertFalse(download.suggestedName().contains("/"), download.suggestedName());
    show("/after", "<a download=a.txt href=/file>save</a>");
    hands().click(ref("save"), 1, soon());
    assertEquals(file.toString(), event(BrowserEvent.Download.class).url());
  }

  @Test
  void endsADownloadThatIsTooLarge() throws EngineFault {
    needs(Capability.DOWNLOADS);
    site.attachment("/large", "large.bin", new byte[100_001]);
    site.attachment("/fits", "fits.bin", new byte[100_000]);
    try (EngineSession small = another(fresh().upTo(100_000))) {
      end();
      begin(small);
      session().navigate(site.at("/fits"), soon());
      event(BrowserEvent.Download.class);
      session().navigate(site.at("/large"), soon());
      assertEquals("large.bin", event(BrowserEvent.DownloadFailed.class).suggestedName());
    }
  }

  @Test
  void uploadsFiles() throws Exception {
    needs(Capability.UPLOADS);
    Path file = Files.writeString(scratch.resolve("note ü.txt"), "noted");
    site.on("/take", exchange -> Site.send(exchange, 200, "text/html", "<h1>taken"));
    show(
        "/give",
        "<form method=post action=/take enctype=multipart/form-data>"
            + "<input type=file name=f aria-label=File><button>Send</button></form>");
    hands().upload(ref("File"), List.of(file), soon());
    hands().click(ref("Send"), 1, soon());
    assertEquals("# taken", text(View.INTERACTIVE));
    assertTrue(
        site.asked("/take").orElse("").contains("noted"), () -> String.join("\n", site.asked()));
    show("/none", "<button>plain</button>");
    fault(Fault.NotFit.class, () -> hands().upload(ref("plain"), List.of(file), soon()));
  }

  @Test
  void takesPicturesNoLargerThanAModelSees() throws Exception {
    needs(Capability.FULL_PAGE);
    show("/tall", "<div style='height:6000px;background:linear-gradient(red,blue)'>x</div>");
    var window = picture(session().screenshot(Shot.WINDOW, soon()));
    assertEquals(1280, window.getWidth());
    var page = picture(session().screenshot(Shot.PAGE, soon()));
    assertTrue(page.getHeight() <= ShotSize.MAX_SIDE + 1, () -> "high " + page.getHeight());
    assertTrue(page.getHeight() > window.getHeight());
    assertTrue(page.getWidth() * page.getHeight() <= ShotSize.MAX_PIXELS + 4000);
  }

  private static java.awt.image.BufferedImage picture(Image image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(image.bytes().toArray()));
  }

  @Test
  void carriesCookiesAndStorageIntoAnotherSessionAndNowhereElse() throws EngineFault {
    URI page =
        site.page(
            "/state",
            """
            <output id=seen></output><button onclick='document.cookie = "who=ada; max-age=1000";
              localStorage.setItem("cart", "3 apples"); show()'>set</button><script>
            const show = () => seen.textContent = document.cookie + " " + localStorage.cart;
            show();</script>
            """);
    open(page);
    assertEquals("undefined", out());
    hands().click(ref("set"), 1, soon());
    assertEquals("who=ada 3 apples", out());
    StorageState state = session().state(soon());
    try (EngineSession signedIn = another(fresh().with(state))) {
      assertEquals(1, signedIn.tabs(soon()).size());
      signedIn.navigate(page, soon());
      assertTrue(all(signedIn).contains("who=ada 3 apples"), () -> "state lost");
    }
    try (EngineSession stranger = another(fresh())) {
      stranger.navigate(page, soon());
      assertTrue(all(stranger).contains("undefined"), () -> "state leaked");
    }
  }

  private static String all(EngineSession session) throws EngineFault {
    return PageText.of(new Hands(session).read(Json.object(), soon()), View.FULL, 1);
  }

  @Test
  void capsAPageOfManyThings() throws EngineFault {
    show(
        "/huge",
        "<script>document.body.innerHTML = Array.from({length: 3500}, (_, i) =>"
            + " `<button>item ${i}</button>`).join('')</script>");
    PageTree tree = tree();
    assertEquals(3_500, tree.count());
    assertEquals(PageTree.MAX_NODES, tree.nodes().size());
    String text = PageText.of(tree, View.INTERACTIVE, 1);
    assertTrue(text.length() < PageText.MAX_CHARS + 200, () -> "length " + text.length());
    assertTrue(text.contains("more; page 1 of"), () -> lines(text).getLast());
    PageTree found = hands().read(Json.object().put("find", "item 3499"), soon());
    assertEquals(1, found.count());
    hands().click(found.nodes().getFirst().ref().orElseThrow(), 1, soon());
  }

  @Test
  void saysThatItIsAProgram() throws EngineFault {
    show(
        "/honest",
        "<output id=o></output><script>"
            + "o.textContent = navigator.webdriver + ' ' + navigator.userAgent</script>");
    String said = out();
    assertTrue(said.startsWith("true "), said);
    assertTrue(said.contains("Headless"), said);
  }

  @Test
  void refusesByNameWhatItLacks() throws Exception {
    show("/lacks", "<button>x</button><input type=file aria-label=File>");
    Path file = Files.writeString(scratch.resolve("lacks.txt"), "x");
    var ways =
        Map.<Capability, Executable>of(
            Capability.HOVER, () -> hands().hover(ref("x"), soon()),
            Capability.UPLOADS, () -> hands().upload(ref("File"), List.of(file), soon()),
            Capability.SCREENSHOT, () -> session().screenshot(Shot.WINDOW, soon()),
            Capability.FULL_PAGE, () -> session().screenshot(Shot.PAGE, soon()));
    for (Map.Entry<Capability, Executable> way : ways.entrySet()) {
      if (engine().info().capabilities().contains(way.getKey())) {
        assertDoesNotThrow(way.getValue(), way.getKey()::words);
      } else {
        assertEquals(way.getKey(), fault(Fault.Unsupported.class, way.getValue()).capability());
      }
    }
  }

  @Test
  void survivesAPageThatCrashes() throws EngineFault {
    needs(Capability.PAGE_PROCESSES);
    show("/fine", "<h1>fine");
    try {
      session().navigate(URI.create("chrome://crash"), soon(3));
    } catch (EngineFault e) {
      assertNotEquals(Fault.EngineGone.class, e.fault().getClass(), e.fault().sentence());
    }
    event(BrowserEvent.Crash.class);
    fault(Fault.PageCrashed.class, this::tree);
    show("/again", "<h1>again");
    assertEquals("# again", text(View.INTERACTIVE));
  }

  @Test
  void stopsAScriptThatNeverEndsWhereItSaysItCan() throws EngineFault {
    needs(Capability.STOP_SCRIPT);
    show("/busy", "<button onclick='setTimeout(() => { while (true); }, 0)'>hang</button>");
    var ref = ref("hang");
    Deadline deadline = Deadline.in(Duration.ofMillis(700));
    try {
      hands().click(ref, 1, deadline);
      session().ask("info", Json.object(), deadline);
    } catch (EngineFault e) {
      assertEquals(Fault.TimedOut.class, e.fault().getClass(), e.fault().sentence());
    }
    show("/free", "<h1>free");
    assertEquals("# free", text(View.INTERACTIVE));
  }
}
