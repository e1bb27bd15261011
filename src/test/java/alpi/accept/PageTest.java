package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.KeyStroke;
import alpi.browser.LaunchSpec;
import alpi.browser.Ref;
import alpi.browser.SessionSpec;
import alpi.browser.cdp.CdpLauncher;
import alpi.browser.page.Hands;
import alpi.browser.page.Node;
import alpi.browser.page.PageText;
import alpi.browser.page.View;
import alpi.browser.process.BrowserSearch;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The page in a real browser: paired by the link of `alpi open`, talking, consenting, coming back.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
  @TempDir static Path scratch;

  private final AtomicInteger sessions = new AtomicInteger();
  private final ScriptedModel model = new ScriptedModel();
  private Optional<Product> made = Optional.empty();
  private Optional<Engine> started = Optional.empty();
  private Optional<EngineSession> opened = Optional.empty();

  @BeforeAll
  void begin() throws EngineFault {
    Optional<Path> browser = BrowserSearch.browser();
    if (browser.isEmpty()) {
      String why = "no browser is on this machine (apt-get install chromium-headless-shell)";
      System.err.println("PageTest is SKIPPED: " + why);
      Assumptions.abort(why);
    }
    started = Optional.of(launch(browser.get()));
    made = Optional.of(model.serve(new Product()));
    model.when("SHELL", "shell", "{\"command\":\"%s\"}");
    product().run("chat", "--once", "hello").succeeded();
  }

  /// With the browser's own sandbox where this user may have one.
  private static Engine launch(Path browser) throws EngineFault {
    try {
      Path home = scratch.resolve("walled");
      return CdpLauncher.start(
          new LaunchSpec(browser, home, Optional.empty(), true, false, Custody.NONE), soon());
    } catch (EngineFault e) {
      Path home = scratch.resolve("open");
      return CdpLauncher.start(
          new LaunchSpec(browser, home, Optional.empty(), false, false, Custody.NONE), soon());
    }
  }

  @BeforeEach
  void session() throws EngineFault {
    Path downloads = scratch.resolve("downloads" + sessions.incrementAndGet());
    opened = Optional.of(started.orElseThrow().open(SessionSpec.of(downloads), soon()));
  }

  @AfterEach
  void leave() {
    opened.ifPresent(EngineSession::close);
  }

  @AfterAll
  void end() {
    started.ifPresent(Engine::close);
    made.ifPresent(Product::close);
    model.close();
  }

  private Product product() {
    return made.orElseThrow();
  }

  private EngineSession page() {
    return opened.orElseThrow();
  }

  private Hands hands() {
    return new Hands(page());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(60));
  }

  private String link() {
    String out = product().run("open", "--json").succeeded().out();
    return Json.parse(out.strip()).path("link").asString();
  }

  private void open() throws EngineFault {
    page().navigate(URI.create(link()), soon());
    see("What shall we do?");
  }

  private void see(String text) throws EngineFault {
    try {
      hands().await(Json.object().put("text", text), text, soon());
    } catch (EngineFault e) {
      throw new AssertionError("no \"" + text + "\" in:\n" + read(), e);
    }
  }

  private String read() throws EngineFault {
    return PageText.of(hands().read(Json.object(), soon()), View.TEXT, 1);
  }

  private Ref ref(String role, String name) throws EngineFault {
    return hands().read(Json.object(), soon()).nodes().stream()
        .filter(node -> node.role().equals(role) && node.name().equals(name))
        .flatMap(node -> node.ref().stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + role + " " + name));
  }

  private void say(String text) throws EngineFault {
    Ref field = ref("textbox", "Message");
    hands().fill(field, text, soon());
    hands().press(field, KeyStroke.parse("Enter").orElseThrow(), soon());
  }

  private void click(String button) throws EngineFault {
    hands().click(ref("button", button), 1, soon());
  }

  @Test
  void whatOpensIsPairedAndTalks() throws EngineFault {
    open();
    say("hello from the page");
    see(ScriptedModel.ANSWER);
    String listed = product().run("sessions", "list").succeeded().out();
    assertTrue(listed.contains("hello from the page"), listed);
    String address = hands().read(Json.object(), soon()).url();
    assertFalse(address.contains("pair="), address);
  }

  @Test
  void aCommandWaitsForConsentAndRunsOnceItIsGiven() throws EngineFault {
    open();
    say("SHELL touch allowed.txt");
    see("Allow once");
    assertFalse(Files.exists(product().workspace().resolve("allowed.txt")));
    see("\"command\": \"touch allowed.txt\"");
    click("Allow once");
    see("Allowed once.");
    see(ScriptedModel.ANSWER);
    assertTrue(Files.exists(product().workspace().resolve("allowed.txt")));
  }

  @Test
  void aCommandThatIsRefusedDoesNotRun() throws EngineFault {
    open();
    say("SHELL touch refused.txt");
    see("Refuse");
    click("Refuse");
    see("Refused.");
    see(ScriptedModel.ANSWER);
    assertFalse(Files.exists(product().workspace().resolve("refused.txt")));
  }

  @Test
  void aTurnGoesOnWhereItWasWhenTheSocketIsLost() throws EngineFault {
    open();
    model.pause();
    say("tell me slowly");
    see("PONG");
    product().run("open", "--shut").succeeded();
    see("connection lost");
    model.goOn();
    product().run("open", "--print").succeeded();
    see(ScriptedModel.ANSWER);
    see("connected");
    String text = read();
    assertEquals(text.indexOf("PONG"), text.lastIndexOf("PONG"), text);
  }

  @Test
  void aMessageFullOfHtmlDoesNothingAndFetchesNothing() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer beacon =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    beacon.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    beacon.start();
    try {
      String at = "http://127.0.0.1:" + beacon.getAddress().getPort();
      String hostile =
          """
          <script>STEAL</script>

          <img src=x onerror="STEAL">

          ![b](AT/b.png)

          <iframe src='AT'></iframe>

          [press](javascript:STEAL)

          <svg onload="STEAL">

          <link rel=stylesheet href='AT'>

          The end of it.
          """
              .replace("STEAL", "document.title='stolen';fetch('AT')")
              .replace("AT", at);
      model.script("HOSTILE", "", List.of(), _ -> hostile);
      open();
      say("HOSTILE");
      see("The end of it.");
      see("<script>");
      page().reload(soon());
      see("The end of it.");
      assertFalse(hands().read(Json.object(), soon()).title().contains("stolen"));
      assertEquals(0, asked.get());
      assertTrue(
          hands().read(Json.object(), soon()).nodes().stream()
              .map(Node::href)
              .noneMatch(href -> href.startsWith("javascript:")));
    } finally {
      beacon.stop(0);
    }
  }

  @Test
  void whoIsRevokedOrHasAnotherLinkStaysOutside() throws EngineFault {
    String used = link();
    page().navigate(URI.create(used), soon());
    see("What shall we do?");
    JsonNode devices =
        Json.parse(product().run("devices", "list", "--json").succeeded().out().strip());
    String newest =
        devices.path("devices").get(devices.path("devices").size() - 1).path("id").asString();
    product().run("devices", "revoke", newest).succeeded();
    see("This browser was sent away");
    page().navigate(URI.create("about:blank"), soon());
    page().navigate(URI.create(used), soon());
    see("This link has paired a device already.");
    page().navigate(URI.create("about:blank"), soon());
    page().navigate(URI.create(used.replaceAll("pair=[0-9a-f]+", "pair=00")), soon());
    see("This link pairs nothing");
  }
}
