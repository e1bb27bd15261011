package alpi.daemon.tool.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.tool.Outcome;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Handles of secrets in what a model asks for. A loopback server stands in for the web, as the
/// owner's proxy, and echoes the header that it was sent.
@Timeout(60)
class SecretHandlesTest {
  private static final String CANARY = "canary-canary-canary";

  @TempDir Path dir;
  private HttpServer server;
  private Room room;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          heard.add(exchange.getRequestURI().getHost() + " " + sent);
          boolean away = exchange.getRequestURI().getPath().equals("/away");
          byte[] body = ("you sent " + sent).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/plain");
          if (away) {
            exchange.getResponseHeaders().add("Location", "http://other.test/here");
          }
          exchange.sendResponseHeaders(away ? 302 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String config =
        """
        secrets:
          SECRET_TOKEN:
            hosts: ['http://site.test']
        """;
    String proxy = "http://127.0.0.1:" + server.getAddress().getPort();
    room = new Room(dir, config, Map.of("http_proxy", proxy));
    room.allow(Capability.NET, "http://site.test:80", false);
    room.allow(Capability.NET, "http://other.test:80", false);
  }

  @AfterEach
  void close() {
    room.close();
    server.stop(0);
  }

  private Outcome fetch(String url, String header) {
    return room.does("web_fetch", Json.text(Json.object().put("url", url).put("header", header)));
  }

  @Test
  void aHandleBecomesItsSecretOnlyOnTheWayToItsHost() {
    Outcome outcome = fetch("http://site.test/a", "Authorization: Bearer secret:SECRET_TOKEN");
    assertTrue(outcome.message().ok(), outcome.message().text());
    assertEquals(List.of("site.test Bearer " + CANARY), heard);
    // Even a host that says it back does not show it to the model.
    assertTrue(outcome.message().text().contains("you sent Bearer [redacted]"));
    assertEquals(Labels.of(Source.WEB, true), outcome.message().labels());
    var used = room.events(EventKind.SECRET_USED).getFirst().body();
    assertEquals("allow", used.path("decision").asString());
    assertEquals("http://site.test", used.path("host").asString());
    assertFalse(room.events(EventKind.TOOL_CALLED).toString().contains(CANARY));
  }

  @Test
  void noOtherHostIsSentIt() {
    Outcome outcome = fetch("http://other.test/", "Authorization: Bearer secret:SECRET_TOKEN");
    assertEquals(Optional.of(ErrorCode.DENIED), outcome.code());
    assertTrue(outcome.message().text().contains("not bound"), outcome.message().text());
    assertEquals(List.of(), heard);
    var refused = room.events(EventKind.SECRET_USED).getFirst().body();
    assertEquals("deny", refused.path("decision").asString());
  }

  @Test
  void aRedirectToAnotherHostIsFollowedWithoutIt() {
    Outcome outcome = fetch("http://site.test/away", "Authorization: Bearer secret:SECRET_TOKEN");
    assertTrue(outcome.message().ok(), outcome.message().text());
    assertEquals(List.of("site.test Bearer " + CANARY, "other.test null"), heard);
  }

  @Test
  void nobodyIsSentASecretWithoutConsentOrGrant() {
    room.grants
        .live()
        .forEach(grant -> room.grants.revoke(grant.id(), alpi.daemon.base.Actor.local(1000)));
    Outcome outcome = fetch("http://site.test/a", "Authorization: Bearer secret:SECRET_TOKEN");
    assertEquals(Optional.of(ErrorCode.NEED_GRANT), outcome.code());
    assertEquals(List.of(), heard);
  }

  @Test
  void aHeaderIsOneLineWithAHandleAndChangesNoMeaning() {
    for (String bad :
        List.of(
            "Authorization: plain",
            "Host: secret:SECRET_TOKEN",
            "Content-Length: secret:SECRET_TOKEN",
            "Proxy-Authorization: secret:SECRET_TOKEN",
            "X-A: secret:SECRET_TOKEN\r\nX-B: 1",
            "X A: secret:SECRET_TOKEN",
            "secret:SECRET_TOKEN")) {
      assertFalse(fetch("http://site.test/", bad).ran(), bad);
    }
    Outcome unknown = fetch("http://site.test/", "Authorization: secret:NO_SUCH_NAME");
    assertEquals(Optional.of(ErrorCode.NOT_FOUND), unknown.code());
    assertEquals(List.of(), heard);
  }
}
