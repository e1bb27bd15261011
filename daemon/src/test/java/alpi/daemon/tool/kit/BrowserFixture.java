package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.process.BrowserSearch;
import alpi.daemon.base.Actor;
import alpi.daemon.policy.Labels;
import alpi.daemon.tool.Outcome;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The browser as a model uses it: a real one behind the gate, on pages of a loopback server that
/// the owner opened. One browser for a class; each test is a conversation of its own, without the
/// grants of another.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
abstract class BrowserFixture {
  @TempDir static Path dir;

  protected HttpServer server;
  protected HttpServer stranger;
  protected Room room;
  protected String site;

  @BeforeAll
  void open() throws IOException {
    boolean there = BrowserSearch.browser().isPresent();
    if (!there) {
      System.err.println(
          getClass().getSimpleName()
              + " is SKIPPED: no browser is on this machine"
              + " (apt-get install chromium-headless-shell)");
    }
    Assumptions.assumeTrue(there);
    server = listening();
    stranger = listening();
    site = "http://127.0.0.1:" + server.getAddress().getPort();
    room = room(dir.resolve("room"));
  }

  private static HttpServer listening() throws IOException {
    HttpServer listens =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listens.setExecutor(task -> Thread.ofVirtual().start(task));
    listens.start();
    return listens;
  }

  /// What names lead to, in this class's world.
  protected List<InetAddress> resolve(String name) {
    return List.of(Room.FAR);
  }

  /// Addresses of this machine that the owner opened, besides the site's.
  protected List<String> opened() {
    return List.of();
  }

  /// A profile that may look at the site.
  protected Room room(Path at) throws IOException {
    var local = new ArrayList<>(opened());
    local.add("127.0.0.1:" + server.getAddress().getPort());
    String config =
        "browser:\n  engine: cdp\n  no_sandbox: true\n"
            + "egress:\n  local: [\""
            + String.join("\", \"", local)
            + "\"]\n";
    return new Room(Files.createDirectories(at), config, Map.of(), this::resolve);
  }

  @BeforeEach
  void begin() {
    room.session = room.ids.session();
    room.run = room.ids.job();
    room.labels = Labels.OWNER;
    room.named = Set.of(site);
  }

  @AfterEach
  void end() {
    var _ = does("act", "close");
    room.grants.live().forEach(each -> room.grants.revoke(each.id(), Actor.local(1000)));
  }

  @AfterAll
  void close() {
    if (room != null) {
      room.close();
      server.stop(0);
      stranger.stop(0);
    }
  }

  protected void page(String path, String body) {
    answer(path, "text/html; charset=utf-8", "<title>T</title>" + body, Map.of());
  }

  protected void answer(String path, String type, String body, Map<String, String> headers) {
    answer(path, 200, type, body, headers);
  }

  protected void answer(
      String path, int status, String type, String body, Map<String, String> headers) {
    server.createContext(
        path,
        exchange -> {
          boolean exact = exchange.getRequestURI().getPath().equals(path);
          byte[] bytes = (exact ? body : "none").getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", type);
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(exact ? status : 404, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  protected Outcome does(Object... pairs) {
    Outcome outcome = room.does("browser", arguments(pairs));
    room.labels = room.labels.and(outcome.message().labels());
    return outcome;
  }

  protected static String arguments(Object... pairs) {
    var arguments = Json.object();
    for (int i = 0; i < pairs.length; i += 2) {
      arguments.set(String.valueOf(pairs[i]), Json.mapper().valueToTree(pairs[i + 1]));
    }
    return Json.text(arguments);
  }

  protected String says(Object... pairs) {
    Outcome outcome = does(pairs);
    assertTrue(outcome.message().ok(), outcome.message().text());
    return outcome.message().text();
  }

  /// What a call that fails says.
  protected String fails(Object... pairs) {
    Outcome outcome = does(pairs);
    assertFalse(outcome.message().ok(), outcome.message().text());
    return outcome.message().text();
  }

  protected static String ref(String text, String line) {
    Matcher found = Pattern.compile(Pattern.quote(line) + "[^\\n]*?\\[(e\\d+)\\]").matcher(text);
    assertTrue(found.find(), line + " in " + text);
    return found.group(1);
  }
}
