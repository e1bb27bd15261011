package alpi.daemon.host.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.host.verb.WebHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebRequestsTest {
  @TempDir Path root;

  private WebHost host;
  private RawHttp http;
  private String own;

  @BeforeEach
  void open() throws InterruptedException {
    host = new WebHost(root, WebLimits.DEFAULT);
    http = new RawHttp(host.port());
    own = "127.0.0.1:" + host.port();
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void answersToItsOwnNamesOnly() throws IOException {
    String port = ":" + host.port();
    for (String name :
        List.of(
            own, "localhost" + port, "LOCALHOST" + port, "alpi.example" + port, "alpi.example")) {
      assertEquals(200, http.get("/", name, "").status(), name);
    }
    for (String name :
        List.of(
            "",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:1",
            "127.0.0.2" + port,
            "127.1" + port,
            "2130706433" + port,
            "0x7f.0.0.1" + port,
            "0.0.0.0" + port,
            "localhost." + port,
            "www.localhost" + port,
            "me@127.0.0.1" + port,
            "127.0.0.1" + port + ".evil.example",
            "evil.example" + port,
            "[::1]" + port,
            "[::ffff:127.0.0.1]" + port,
            own + "," + own)) {
      assertEquals(403, http.get("/", name, "").status(), name);
      assertEquals(403, http.upgrade(name, "").status(), name);
    }
    assertEquals(403, http.send("GET / HTTP/1.1\r\n\r\n").status());
    assertEquals(403, http.get("/", own, "Host: " + own + "\r\n").status());
  }

  @Test
  void letsPagesOfNobodyElseOpenASocket() throws IOException {
    String port = ":" + host.port();
    for (String origin :
        List.of("http://" + own, "http://localhost" + port, "https://alpi.example")) {
      assertEquals(101, http.upgrade(own, "Origin: " + origin + "\r\n").status(), origin);
    }
    assertEquals(101, http.upgrade(own, "").status(), "programs name no origin");
    for (String origin :
        List.of(
            "null",
            "",
            "http://evil.example",
            "https://" + own,
            "http://127.0.0.1",
            "http://" + own + "/",
            "http://" + own + ".evil.example",
            "http://evil.example@" + own,
            "file://",
            "http://localhost:1")) {
      assertEquals(403, http.upgrade(own, "Origin: " + origin + "\r\n").status(), origin);
      assertEquals(403, http.get("/", own, "Origin: " + origin + "\r\n").status(), origin);
    }
    String twice = "Origin: http://" + own + "\r\n";
    assertEquals(403, http.upgrade(own, twice + twice).status());
  }

  @Test
  void takesNoTokenInTheAddress() throws IOException {
    assertEquals(400, http.get("/?token=x", own, "").status());
    assertEquals(400, http.get("/rpc?token=x", own, "").status());
  }

  @Test
  void servesTheFilesOfThePageAndNothingElse() throws IOException {
    RawHttp.Answer page = http.get("/", own, "");
    assertTrue(page.text().contains("default-src 'none'"), page.text());
    assertTrue(page.text().contains("trusted-types 'none'"), page.text());
    assertTrue(page.says("X-Content-Type-Options: nosniff"));
    assertTrue(page.says("Referrer-Policy: no-referrer"));
    assertEquals(-1, page.text().indexOf("et-cookie"));
    String tag =
        page.text().lines().filter(line -> line.startsWith("etag: ")).findFirst().orElseThrow();
    String same = "If-None-Match: " + tag.substring("etag: ".length()) + "\r\n";
    assertEquals(304, http.get("/", own, same).status());
    RawHttp.Answer packed = http.get("/js/main.js", own, "Accept-Encoding: gzip\r\n");
    assertTrue(packed.says("content-encoding: gzip"));
    assertTrue(
        http.get("/js/marked.js", own, "").says("content-type: text/javascript; charset=utf-8"));
    for (String path :
        List.of(
            "/files.txt",
            "/..",
            "/../x",
            "/js/",
            "/%2e%2e/x",
            "//",
            "/index.html/",
            "/JS/main.js")) {
      assertEquals(404, http.get(path, own, "").status(), path);
    }
    assertEquals(405, http.send("POST / HTTP/1.1\r\nHost: " + own + "\r\n\r\n").status());
    assertEquals(426, http.get("/rpc", own, "").status());
  }

  @Test
  void refusesRequestsThatCanBeReadInTwoWays() throws IOException {
    String head = "GET / HTTP/1.1\r\nHost: " + own + "\r\n";
    for (String bad :
        List.of(
            head + "Content-Length: 5\r\n\r\nhello",
            head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            head + "Content-Length: -1\r\n\r\n",
            head + "A b: c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : " + own + "\r\n\r\n",
            "GET  / HTTP/9.9\r\nHost: " + own + "\r\n\r\n",
            head + "X: " + "x".repeat(9_000) + "\r\n\r\n",
            "GET /" + "x".repeat(3_000) + " HTTP/1.1\r\nHost: " + own + "\r\n\r\n")) {
      int status = http.send(bad).status();
      assertTrue(status == 0 || (status >= 400 && status < 500), bad.length() + ": " + status);
    }
  }

  @Test
  void offersCompressionToWhoAsksForIt() throws IOException {
    RawHttp.Answer plain = http.upgrade(own, "");
    RawHttp.Answer packed = http.upgrade(own, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    assertTrue(packed.text().contains("permessage-deflate"), packed.text());
    assertEquals(-1, plain.text().indexOf("permessage-deflate"));
  }

  @Test
  void refusesAHandshakeThatIsNone() throws IOException {
    assertEquals(
        426,
        http.get(
                "/rpc",
                own,
                String.join(
                    "\r\n",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 99",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    ""))
            .status());
    int status = http.get("/rpc", own, "Upgrade: websocket\r\nConnection: Upgrade\r\n").status();
    assertTrue(status >= 400, "status " + status);
  }
}
