package alpi.browser.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.Fault;
import alpi.browser.Outcome;
import alpi.browser.Ref;
import alpi.browser.Shot;
import alpi.browser.Ticker;
import alpi.browser.contract.ProxyFixture;
import alpi.browser.contract.Site;
import alpi.browser.contract.Strays;
import alpi.browser.page.View;
import alpi.browser.process.BrowserSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The browser as an agent uses it, with a real one behind a real proxy. Every test is a visitor of
/// its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserFlowTest {
  private static @TempDir Path dir;
  private final Site site = new Site();
  private final ProxyFixture proxy = new ProxyFixture(site);
  private Optional<BrowserService> opened = Optional.empty();
  private String visitor = "";

  /// Until it turns out that this user can have none.
  private boolean walled = true;

  @BeforeAll
  void start() {
    boolean there = BrowserSearch.browser().isPresent();
    if (!there) {
      System.err.println("BrowserFlowTest is SKIPPED: no browser is on this machine");
    }
    Assumptions.assumeTrue(there);
    opened = Optional.of(service(EngineKind.CDP, "profile"));
  }

  @BeforeEach
  void visit(TestInfo test) {
    visitor = test.getDisplayName();
  }

  @AfterEach
  void leave() throws EngineFault {
    boolean _ = opened.orElseThrow().leave(visitor).get();
  }

  private BrowserService service(EngineKind engine, String folder) {
    var settings =
        new BrowserSettings(
            engine,
            Optional.empty(),
            Optional.empty(),
            dir.resolve(folder),
            dir.resolve("driver"),
            proxy.door(),
            true,
            false,
            BrowserSettings.IDLE,
            100_000,
            true);
    return new BrowserService(settings, this::allowed, this::launch, Ticker.SYSTEM);
  }

  /// Without the browser's sandbox where this user can have none.
  private Engine launch(BrowserSettings settings, Path home, Deadline deadline) throws EngineFault {
    try {
      return launch(settings, home, walled, deadline);
    } catch (EngineFault e) {
      walled = false;
      return launch(settings, home, false, deadline);
    }
  }

  private static Engine launch(
      BrowserSettings settings, Path home, boolean sandbox, Deadline deadline) throws EngineFault {
    var set =
        new BrowserSettings(
            settings.engine(),
            settings.executable(),
            settings.node(),
            settings.folder(),
            settings.driver(),
            settings.proxy(),
            sandbox,
            false,
            settings.idle(),
            settings.maxDownloadBytes(),
            true);
    return Launcher.real(set, home, Custody.NONE, deadline);
  }

  private Path allowed(String path) throws EngineFault {
    if (!path.startsWith(dir.toString())) {
      throw new EngineFault(Fault.noFile(Path.of(path)));
    }
    return Path.of(path);
  }

  @AfterAll
  void stop() throws IOException {
    opened.ifPresent(BrowserService::close);
    proxy.close();
    site.close();
  }

  private Outcome<Told> tries(String by, Deed deed) {
    return opened.orElseThrow().does(by, deed, Deadline.in(Duration.ofSeconds(30)));
  }

  private String does(Deed deed) throws EngineFault {
    return tries(visitor, deed).get().text();
  }

  private Ref ref(String label) throws EngineFault {
    String all = does(new Deed.Read(View.INTERACTIVE, 1, Optional.empty()));
    Matcher found =
        Pattern.compile(Pattern.quote("\"" + label + "\"") + " \\[e(\\d+)\\]").matcher(all);
    assertTrue(found.find(), () -> "no " + label + " in " + all);
    return new Ref(Long.parseLong(found.group(1)));
  }

  @Test
  void fillsInAFormAndTellsItInAFewLines() throws EngineFault {
    fillInTheForm();
  }

  private void fillInTheForm() throws EngineFault {
    site.page("/done", "<h1>Confirmed</h1><p>Your number is 4711</p>");
    site.page(
        "/form",
        "<form action=/done><input aria-label=Name name=n><input aria-label=City name=c>"
            + "<button>Send</button></form>");
    String arrived = does(new Deed.Open("http://site.test/form"));
    assertTrue(arrived.startsWith("page \"form\" http://site.test/form\n"), arrived);
    var fields = new LinkedHashMap<Ref, String>();
    fields.put(ref("Name"), "Ada");
    fields.put(ref("City"), "London");
    assertEquals(3, does(new Deed.FillForm(fields)).lines().count());
    String sent = does(new Deed.Click(ref("Send"), false));
    assertTrue(sent.contains("+ Your number is 4711"), sent);
    assertTrue(sent.lines().count() <= 9, sent);
    assertEquals(
        "Your number is 4711", does(new Deed.Find("number is")).lines().toList().getLast().strip());
    assertTrue(does(new Deed.Back()).startsWith("page \"form\""));
    assertEquals("* t1 \"form\" http://site.test/form", does(new Deed.Tabs()));
  }

  @Test
  void doesTheSameWithTheOtherEngineByOneSetting() throws EngineFault {
    boolean there = BrowserSearch.node().isPresent();
    if (!there) {
      System.err.println("Playwright's flow is SKIPPED: no Node is on this machine");
    }
    Assumptions.assumeTrue(there);
    Optional<BrowserService> own = opened;
    try (BrowserService other = service(EngineKind.PLAYWRIGHT, "other")) {
      opened = Optional.of(other);
      fillInTheForm();
      assertEquals("playwright", other.info().get().id());
      openWhatLeadsElsewhere();
    } finally {
      opened = own;
    }
  }

  @Test
  void sendsEverythingThroughTheProxyLoopbackToo() throws EngineFault {
    openWhatLeadsElsewhere();
    assertTrue(proxy.strangers() > 0);
  }

  private void openWhatLeadsElsewhere() throws EngineFault {
    String here = site.at("/secret").toString();
    site.page("/secret", "<h1>secret</h1>");
    site.on("/bounce", exchange -> Site.redirect(exchange, here));
    site.page(
        "/mixed",
        "<img src='http://127.0.0.1:8099/i'><iframe src='http://[::1]:8099/f'></iframe><script>"
            + "fetch('http://169.254.169.254/m').catch(() => 0);"
            + "new WebSocket('ws://127.0.0.1:8099/w')</script>");
    int before = proxy.refused().size();
    String bounced = does(new Deed.Open("http://site.test/bounce"));
    assertFalse(bounced.contains("# secret"), bounced);
    does(new Deed.Open("http://site.test/mixed"));
    does(new Deed.ScrollBy(0, 10));
    List<String> all = proxy.refused();
    List<String> refused = all.subList(before, all.size());
    for (String each :
        List.of(
            "GET " + here,
            "GET http://127.0.0.1:8099/i",
            "GET http://[::1]:8099/f",
            "GET http://169.254.169.254/m",
            "CONNECT 127.0.0.1:8099")) {
      assertTrue(
          refused.stream().anyMatch(line -> line.startsWith(each)), () -> each + " " + refused);
    }
    assertFalse(site.asked().stream().anyMatch(line -> line.contains("/secret")));
  }

  @Test
  void refusesWhatMayNotBeOpenedOrUploaded() throws EngineFault {
    Outcome.Failed<?> file =
        assertInstanceOf(Outcome.Failed.class, tries(visitor, new Deed.Open("file:///etc/passwd")));
    assertInstanceOf(Fault.Blocked.class, file.fault());
    site.page("/up", "<input type=file aria-label=File>");
    does(new Deed.Open("http://site.test/up"));
    Ref input = ref("File");
    Outcome.Failed<?> upload =
        assertInstanceOf(
            Outcome.Failed.class, tries(visitor, new Deed.Upload(input, List.of("/etc/passwd"))));
    assertTrue(upload.fault().sentence().contains("may be uploaded"));
  }

  @Test
  void keepsDownloadsWithTheirHash() throws Exception {
    site.attachment("/f", "data.csv", "1,2,3".getBytes(StandardCharsets.UTF_8));
    Told told = tries(visitor, new Deed.Open("http://site.test/f")).get();
    while (told.kept().isEmpty()) {
      told = tries(visitor, new Deed.Tabs()).get();
    }
    Kept kept = told.kept().getFirst();
    assertEquals("data.csv", kept.name());
    assertEquals("1,2,3", Files.readString(kept.file()));
    assertTrue(told.text().contains("downloaded \"data.csv\" (5 bytes)"), told.text());
  }

  @Test
  void keepsVisitorsApartAndSignsTheNextOneIn() throws Exception {
    site.page(
        "/who",
        "<output>?</output><button onclick='document.cookie=\"who=ada; max-age=999\"'>sign in"
            + "</button><script>document.querySelector('output').textContent ="
            + " document.cookie || 'nobody'</script>");
    does(new Deed.Open("http://site.test/who"));
    does(new Deed.Click(ref("sign in"), false));
    assertTrue(tries("b", new Deed.Open("http://site.test/who")).get().text().contains("nobody"));
    assertTrue(opened.orElseThrow().leave(visitor).get());
    assertTrue(tries("c", new Deed.Open("http://site.test/who")).get().text().contains("who=ada"));
    assertTrue(opened.orElseThrow().logout().get());
    String after = tries("c", new Deed.Open("http://site.test/who")).get().text();
    assertTrue(after.startsWith("the browser was started again"), after);
    assertTrue(after.contains("nobody"), after);
    opened.orElseThrow().close();
    assertEquals(List.of(), Strays.left(dir.resolve("profile")));
    assertFalse(Files.exists(dir.resolve("profile").resolve("run")));
  }

  @Test
  void startsAgainAfterTheBrowserDied() throws Exception {
    site.page("/p", "<h1>p</h1>");
    does(new Deed.Open("http://site.test/p"));
    for (ProcessHandle each : Strays.of(dir.resolve("profile"))) {
      each.destroyForcibly();
    }
    assertEquals(List.of(), Strays.left(dir.resolve("profile")));
    Outcome.Failed<?> gone =
        assertInstanceOf(Outcome.Failed.class, tries(visitor, new Deed.Screenshot(Shot.WINDOW)));
    assertInstanceOf(Fault.EngineGone.class, gone.fault());
    assertTrue(does(new Deed.Open("http://site.test/p")).contains("# p"));
  }
}
