package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Time;
import alpi.daemon.model.ScriptedModelServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpTest {
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60));

  private final List<EgressRecord> ledger = Collections.synchronizedList(new ArrayList<>());
  private Http http = http(Resolver.system(), ProxySettings.NONE);

  @AfterEach
  void close() {
    http.close();
  }

  private Http http(Resolver resolver, ProxySettings proxies) {
    return new Http(
        new Dialer(resolver, Time.system()), Tls.system(), proxies, Time.system(), ledger::add);
  }

  private HttpResponse exchange(String address) throws IOException {
    HttpUrl url = HttpUrl.parse(address).orElseThrow();
    Reach reach = Reach.pinned(url.host(), url.port());
    return http.exchange(HttpCall.get(url, reach, TIMEOUTS, EgressRecord.Kind.TOOL), new Cancel());
  }

  private String get(String address) throws IOException {
    try (HttpResponse response = exchange(address)) {
      return response.status()
          + " "
          + new String(response.firstBytes(1 << 20), StandardCharsets.UTF_8);
    }
  }

  private Fault fault(ScriptedModelServer.Script script) {
    try (var server = ScriptedModelServer.start(script)) {
      return assertThrows(EgressException.class, () -> get(server.url("/"))).fault();
    }
  }

  @Test
  void readsEachFramingOfABody() throws IOException {
    for (String answer :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo"
                + "\r\n0\r\nT: x\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nhello",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")) {
      try (var server =
          ScriptedModelServer.start((_, _, reply) -> {
            reply.raw(answer);
            reply.cut();
          })) {
        assertEquals("200 hello", get(server.url("/")), answer);
      }
    }
  }

  @Test
  void takesAShortBodyForACut() {
    assertEquals(
        Fault.CUT,
        fault((_, _, reply) -> {
          reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
          reply.cut();
        }));
  }

  @Test
  void refusesWhatIsNoHttp() {
    for (String bad :
        List.of(
            "SSH-2.0-x\r\n",
            "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n")) {
      Fault fault =
          fault((_, _, reply) -> {
            reply.raw(bad);
            reply.cut();
          });
      assertEquals(Fault.MALFORMED, fault, bad);
    }
  }

  @Test
  void boundsHeaders() throws IOException {
    String most = "X: y\r\n".repeat(HttpHeaders.MAX_FIELDS - 1);
    String end = "Content-Length: 0\r\n\r\n";
    try (var server =
        ScriptedModelServer.start((_, _, reply) -> reply.raw("HTTP/1.1 200 OK\r\n" + most + end))) {
      assertEquals("200 ", get(server.url("/")));
    }
    assertEquals(
        Fault.TOO_LARGE,
        fault((_, _, reply) -> reply.raw("HTTP/1.1 200 OK\r\nX: y\r\n" + most + end)));
    String long1 = "X: " + "y".repeat(HttpHeaders.MAX_BYTES) + "\r\n";
    assertEquals(
        Fault.TOO_LARGE, fault((_, _, reply) -> reply.raw("HTTP/1.1 200 OK\r\n" + long1 + end)));
  }

  @Test
  void boundsWhatUnpacks() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[1 << 20]);
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size();
    try (var server =
        ScriptedModelServer.start((_, _, reply) ->
            reply.raw(head + "\r\n\r\n" + packed.toString(StandardCharsets.ISO_8859_1)))) {
      HttpUrl url = HttpUrl.parse(server.url("/")).orElseThrow();
      HttpCall call =
          HttpCall.get(url, Reach.pinned(url.host(), url.port()), TIMEOUTS, EgressRecord.Kind.TOOL);
      try (HttpResponse whole = http.exchange(call.atMost(1 << 20), new Cancel())) {
        assertEquals(1 << 20, whole.firstBytes(Integer.MAX_VALUE).length);
      }
      try (HttpResponse less = http.exchange(call.atMost((1 << 20) - 1), new Cancel())) {
        EgressException thrown =
            assertThrows(EgressException.class, () -> less.firstBytes(Integer.MAX_VALUE));
        assertEquals(Fault.TOO_LARGE, thrown.fault());
      }
    }
  }

  @Test
  void usesAConnectionAgainAndNoticesADeadOne() throws IOException {
    try (var server =
        ScriptedModelServer.start((_, nth, reply) -> {
          reply.whole(200, "text/plain", "n" + nth);
          if (nth == 2) {
            reply.cut();
          }
        })) {
      assertEquals("200 n1", get(server.url("/")));
      assertEquals("200 n2", get(server.url("/")));
      assertEquals(1, server.connections());
      assertEquals("200 n3", get(server.url("/")));
      assertEquals(2, server.connections());
      assertEquals(3, ledger.size());
    }
  }

  @Test
  void aRetryThatIsRefusedIsInTheLedgerToo() throws IOException {
    var asked = new AtomicInteger();
    http.close();
    http =
        http(
            _ ->
                List.of(
                    InetAddress.ofLiteral(
                        asked.incrementAndGet() == 1 ? "127.0.0.1" : "224.0.0.1")),
            ProxySettings.NONE);
    try (var server =
        ScriptedModelServer.start((_, _, reply) -> {
          reply.whole(200, "text/plain", "once");
          reply.cut();
        })) {
      String url = "http://flips.example:" + server.port() + "/";
      assertEquals("200 once", get(url));
      Problem problem = assertThrows(Problem.class, () -> get(url));
      assertEquals(ErrorCode.EGRESS_DENIED, problem.code());
      assertEquals(2, asked.get());
      assertTrue(ledger.getLast().phase() == EgressRecord.Phase.DENIED, ledger.toString());
    }
  }

  @Test
  void doesNotWaitForTheMarkOfAnAnswersEndAndStillUsesTheConnectionAgain() throws Exception {
    var closed = new CountDownLatch(1);
    var marked = new CountDownLatch(1);
    try (var server =
        ScriptedModelServer.start((_, _, reply) -> {
          reply.events();
          reply.chunk("hello");
          closed.await();
          reply.end();
          marked.countDown();
        })) {
      try (HttpResponse answer = exchange(server.url("/"))) {
        assertEquals("hello", new String(answer.body().readNBytes(5), StandardCharsets.UTF_8));
      }
      closed.countDown();
      marked.await();
      assertEquals("200 hello", get(server.url("/")));
      assertEquals(1, server.connections());
      assertEquals(2, ledger.size());
    }
  }

  @Test
  void givesUpAConnectionOnWhichAnAnswerGoesOn() throws IOException {
    try (var server =
        ScriptedModelServer.start((_, _, reply) -> {
          reply.events();
          reply.chunk("hello");
          reply.chunk("and more");
          reply.end();
        })) {
      try (HttpResponse answer = exchange(server.url("/"))) {
        assertEquals("hello", new String(answer.body().readNBytes(5), StandardCharsets.UTF_8));
      }
      assertEquals("200 helloand more", get(server.url("/")));
      assertEquals(2, server.connections());
    }
  }

  @Test
  void neverSendsALineThatTheCallerSmuggledIn() {
    assertThrows(IllegalArgumentException.class, () -> HttpHeaders.NONE.with("X", "a\r\nB: c"));
    assertThrows(IllegalArgumentException.class, () -> HttpHeaders.NONE.with("X: y\r\nZ", "a"));
  }

  @Test
  void refusesPrivateAddressesToTools() {
    try (var server = ScriptedModelServer.start((_, _, reply) -> reply.whole(200, "x", ""))) {
      var fetcher = new WebFetcher(http, Timeouts.TOOL);
      for (String host :
          List.of(
              "127.0.0.1",
              "localhost",
              "2130706433",
              "0x7f.1",
              "[::1]",
              "[::ffff:127.0.0.1]",
              "0.0.0.0",
              "169.254.169.254",
              "[64:ff9b::7f00:1]")) {
        String url = "http://" + host + ":" + server.port() + "/";
        Problem problem =
            assertThrows(
                Problem.class,
                () -> fetcher.fetch(url, 9, (_, _) -> {}, Optional.empty(), new Cancel()),
                url);
        assertEquals(ErrorCode.EGRESS_DENIED, problem.code());
      }
      assertEquals(0, server.connections());
      assertTrue(ledger.stream().allMatch(row -> row.phase() == EgressRecord.Phase.DENIED));
      assertEquals(9, ledger.size());
    }
  }

  @Test
  void refusesAnAnswerOfWhichOneAddressIsPrivate() throws IOException {
    var asked = new AtomicInteger();
    http.close();
    http =
        http(
            _ -> {
              asked.incrementAndGet();
              return List.of(
                  InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral("10.0.0.1"));
            },
            ProxySettings.NONE);
    var fetcher = new WebFetcher(http, Timeouts.TOOL);
    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                fetcher.fetch(
                    "http://mixed.example/", 9, (_, _) -> {}, Optional.empty(), new Cancel()));
    assertEquals(
        "A connection to mixed.example is refused: 10.0.0.1 is a private address.",
        problem.sentence());
    assertEquals(1, asked.get());
  }

  @Test
  void reachesExactlyWhatIsPinned() throws IOException {
    try (var server = ScriptedModelServer.start((_, _, reply) -> reply.whole(200, "x", "y"))) {
      HttpUrl url = HttpUrl.parse(server.url("/")).orElseThrow();
      Reach other = Reach.pinned(url.host(), url.port() - 1);
      HttpCall call = HttpCall.get(url, other, TIMEOUTS, EgressRecord.Kind.MODEL);
      assertThrows(Problem.class, () -> http.exchange(call, new Cancel()));
      assertEquals("200 y", get(server.url("/")));
    }
  }

  @Test
  void tellsAMissingServerFromAMissingName() throws IOException {
    http.close();
    http =
        http(
            _ -> {
              throw new UnknownHostException("x");
            },
            ProxySettings.NONE);
    assertEquals(
        Fault.UNRESOLVED,
        assertThrows(EgressException.class, () -> get("http://nowhere.example/")).fault());
    int unused;
    try (var reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = reserved.getLocalPort();
    }
    assertEquals(
        Fault.UNCONNECTED,
        assertThrows(EgressException.class, () -> get("http://127.0.0.1:" + unused + "/")).fault());
  }

  @Test
  void keepsClearTextFromProxiesAndThisMachineDirect() {
    ProxySettings proxies =
        ProxySettings.of(
            Map.of(
                "HTTPS_PROXY", "http://u:p@proxy.example:3128",
                "http_proxy", "proxy.example:8080",
                "NO_PROXY", ".internal.example, other.example:444"));
    HttpUrl tls = HttpUrl.parse("https://api.example/").orElseThrow();
    HttpUrl plain = HttpUrl.parse("http://api.example/").orElseThrow();
    Reach pinned = Reach.pinned(plain.host(), 80);
    assertEquals(3128, proxies.forUrl(tls, Reach.PUBLIC).orElseThrow().port());
    assertEquals(
        Optional.of("Basic dTpw"), proxies.forUrl(tls, Reach.PUBLIC).orElseThrow().authorization());
    assertEquals(8080, proxies.forUrl(plain, Reach.PUBLIC).orElseThrow().port());
    assertFalse(proxies.forUrl(plain, pinned).isPresent());
    for (String direct :
        List.of(
            "https://a.internal.example/",
            "https://other.example:444/",
            "https://127.0.0.1/",
            "https://localhost/")) {
      HttpUrl url = HttpUrl.parse(direct).orElseThrow();
      assertFalse(proxies.forUrl(url, Reach.PUBLIC).isPresent(), direct);
    }
  }
}
