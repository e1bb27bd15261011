package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.SessionId;
import alpi.daemon.egress.LocalhostTls;
import alpi.daemon.policy.Capability;
import alpi.daemon.tool.Outcome;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Pages, sites and names that mean no good, as a model comes upon them: each call ends in time and
/// says in a sentence what was wrong, and the next page opens.
class BrowserHarmTest extends BrowserFixture {
  /// The longest that a model is told of a storm, in characters.
  private static final int REPLY = 12_000;

  private final List<String> reached = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private HttpsServer secret;

  @Override
  protected List<String> opened() {
    return List.of("127.0.0.1:" + secret.getAddress().getPort());
  }

  /// A name turns from a far address to this machine between two questions.
  @Override
  protected List<InetAddress> resolve(String name) {
    int times = asked.computeIfAbsent(name, _ -> new AtomicInteger()).getAndIncrement();
    return name.startsWith("both")
        ? List.of(Room.FAR, InetAddress.getLoopbackAddress())
        : List.of(
            name.startsWith("near") || times > 0 ? InetAddress.getLoopbackAddress() : Room.FAR);
  }

  @Override
  @BeforeAll
  void open() throws IOException {
    try {
      secret = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      secret.setHttpsConfigurator(new HttpsConfigurator(LocalhostTls.context()));
      secret.start();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    super.open();
    page("/calm", "<h1>calm</h1>");
    stranger.createContext(
        "/",
        exchange -> {
          reached.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
  }

  @AfterAll
  void shut() {
    secret.stop(0);
  }

  private void goesOn() {
    assertTrue(says("act", "open", "url", site + "/calm").contains("calm"));
  }

  @Test
  void aStormOfAlertsIsToldInAFewWords() {
    String few = alerts("/few", 12);
    assertTrue(few.contains("dialog alert \"no 11\" accepted"), few);
    assertFalse(few.contains("more such"), few);
    assertTrue(alerts("/storm", 13).contains("and 1 more such"));
    assertTrue(alerts("/flood", 120).length() < REPLY);
    goesOn();
  }

  private String alerts(String path, int count) {
    page(
        path,
        "<h1>a</h1><script>for (let i = 0; i < " + count + "; i++) alert('no ' + i)</script>");
    return says("act", "open", "url", site + path);
  }

  @Test
  void aStormOfTabsIsToldInAFewWords() {
    page("/popups", "<button onclick='for (let i = 0; i < 23; i++) window.open()'>storm</button>");
    String page = says("act", "open", "url", site + "/popups");
    // A machine that is busy enough says that time ran out, which is a reply like any other.
    String told = does("act", "click", "ref", ref(page, "button \"storm")).message().text();
    assertTrue(told.length() < REPLY, () -> "told " + told.length());
    assertTrue(says("act", "tabs").lines().count() <= 21);
    goesOn();
  }

  @Test
  void aScriptWithoutAnEndIsGivenUpAtTheDeadline() {
    var opened = new CountDownLatch(1);
    server.createContext(
        "/go",
        exchange -> {
          await(opened);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    page("/busy", "<script>fetch('/go').then(() => { while (true); })</script>");
    says("act", "open", "url", site + "/busy");
    opened.countDown();
    String told = fails("act", "wait", "text", "never", "seconds", 1);
    assertTrue(told.contains("Time ran out"), told);
    goesOn();
  }

  private static void await(CountDownLatch what) throws IOException {
    try {
      boolean _ = what.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("called off", e);
    }
  }

  @Test
  void aRedirectWithoutAnEndIsSaidToBeOne() {
    answer("/circle", 302, "text/html", "", Map.of("Location", "/circle"));
    String told = fails("act", "open", "url", site + "/circle");
    assertTrue(told.contains("sends every request on to another"), told);
    goesOn();
  }

  @Test
  void aPageThatAsksNotToBeLeftIsLeft() {
    page("/stay", "<button>x</button><script>onbeforeunload = e => e.preventDefault()</script>");
    String page = says("act", "open", "url", site + "/stay");
    says("act", "click", "ref", ref(page, "button \"x"));
    goesOn();
  }

  @Test
  void aSiteThatAsksForAPasswordIsGivenNone() {
    answer("/who", 401, "text/html", "<h1>who", Map.of("WWW-Authenticate", "Basic realm=x"));
    String told = does("act", "open", "url", site + "/who").message().text();
    assertTrue(told.contains("401") || told.contains("asks for a name and password"), told);
    goesOn();
  }

  @Test
  void aSiteWhoseCertificateIsNotInOrderIsNotOpened() {
    String url = "https://127.0.0.1:" + secret.getAddress().getPort() + "/";
    room.named = Set.of(site, url);
    String told = fails("act", "open", "url", url);
    assertTrue(told.contains("certificate"), told);
    goesOn();
  }

  @Test
  void aPageThatDiesIsSaidToHaveCrashedAndAnotherOpens() {
    goesOn();
    end("--type=renderer");
    assertTrue(fails("act", "read").contains("crashed"));
    goesOn();
    end("");
    assertTrue(fails("act", "read").contains("The browser ended"));
    goesOn();
  }

  /// The longest command lines are only to be had from the system itself.
  private static String line(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return ""; // It has ended.
    }
  }

  /// Ends those processes of the browser that were started so.
  private static void end(String how) {
    List<ProcessHandle> found =
        ProcessHandle.current()
            .descendants()
            .filter(each -> line(each).contains("chrom") && line(each).contains(how))
            .toList();
    assertFalse(found.isEmpty(), how);
    for (ProcessHandle each : found) {
      boolean _ = each.destroyForcibly();
      var _ = each.onExit().join();
    }
  }

  @Test
  void aFileIsKeptUnderANameThatLeadsNowhere() throws IOException {
    answer(
        "/up",
        200,
        "application/octet-stream",
        "x",
        Map.of("Content-Disposition", "attachment; filename=\"../../x\""));
    says("act", "open", "url", site + "/calm");
    String told = says("act", "download", "url", site + "/up");
    assertTrue(told.contains("blob:"), told);
    assertFalse(told.contains(".."), told);
    try (var files = Files.walk(dir)) {
      assertFalse(files.anyMatch(file -> file.endsWith("x")));
    }
  }

  @Test
  void aNameThatTurnsToThisMachineLeadsNowhere() {
    int port = stranger.getAddress().getPort();
    var hosts = List.of("near.test:" + port, "both.test:" + port);
    hosts.forEach(host -> room.allow(Capability.NET, "http://" + host, false));
    page("/turn", "<h1>turn</h1>" + trying(hosts));
    says("act", "open", "url", site + "/turn");
    toldOf(hosts);
    String direct = fails("act", "open", "url", "http://" + hosts.getFirst() + "/d");
    assertTrue(direct.contains("private address"), direct);
    assertEquals(List.of(), reached);
  }

  /// A script that does not give up.
  private static String trying(List<String> hosts) {
    return "<script>setInterval(() => { for (const host of '"
        + String.join(" ", hosts)
        + "'.split(' ')) { fetch(`http://${host}/f`).catch(() => 0);"
        + " new WebSocket(`ws://${host}/s`) } }, 100)</script>";
  }

  /// Looks on until each of them was said to be out of reach.
  private void toldOf(List<String> hosts) {
    var left = new ArrayList<>(hosts);
    String told = "";
    for (int looks = 0; looks < 60 && !left.isEmpty(); looks++) {
      told = fails("act", "wait", "text", "never", "seconds", 1);
      String now = told;
      left.removeIf(host -> now.contains("not reached: " + host));
    }
    assertEquals(List.of(), left, told);
  }

  @Test
  void theMachinesOwnAddressesAreNotReachedByAWebSocket() {
    int port = stranger.getAddress().getPort();
    var near = List.of("169.254.169.254:80", "[::1]:" + port, "10.0.0.1:80", "0.0.0.0:" + port);
    page("/near", "<h1>near</h1>" + trying(near));
    says("act", "open", "url", site + "/near");
    toldOf(List.of(near.getFirst(), "10.0.0.1:80"));
    assertEquals(List.of(), reached);
    Outcome direct = does("act", "open", "url", "http://169.254.169.254/latest/");
    assertEquals(Optional.of(ErrorCode.EGRESS_DENIED), direct.code());
  }

  @Test
  void twoConversationsAtOnceDoNotMeet() throws Exception {
    page("/mine", "<input aria-label=Note><output></output>");
    var turns = new HashMap<String, FutureTask<String>>();
    for (String who : List.of("Ana", "Ben")) {
      SessionId session = room.ids.session();
      var turn = new FutureTask<>(() -> noted(session, who));
      turns.put(who, turn);
      Thread.ofVirtual().start(turn);
    }
    for (Map.Entry<String, FutureTask<String>> turn : turns.entrySet()) {
      String read = turn.getValue().get();
      assertTrue(read.contains("= \"" + turn.getKey() + "\""), read);
    }
  }

  /// One turn beside another: opens, fills in, reads.
  private String noted(SessionId session, String who) {
    String page = told(session, "act", "open", "url", site + "/mine");
    String field = ref(page, "textbox \"Note");
    told(session, "act", "fill", "ref", field, "text", who);
    String read = told(session, "act", "read");
    told(session, "act", "close");
    return read;
  }

  private String told(SessionId session, Object... pairs) {
    Outcome outcome = room.does(session, "browser", arguments(pairs));
    assertTrue(outcome.message().ok(), outcome.message().text());
    return outcome.message().text();
  }
}
