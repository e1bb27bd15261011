package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.EgressRecord.Phase;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.gate.GateFixture.Client;
import alpi.daemon.egress.gate.GateFixture.Echo;
import alpi.daemon.egress.gate.Verdict.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the gate does not let pass.
@Timeout(60)
class GateRefusesTest {
  private static final Resolver HERE = _ -> List.of(InetAddress.getLoopbackAddress());

  @TempDir Path dir;
  private GateFixture at;
  private Echo echo;
  private PlainServer plain;

  @BeforeEach
  void open() throws IOException {
    at = new GateFixture(dir, HERE);
    echo = new Echo();
    plain = new PlainServer();
  }

  @AfterEach
  void close() throws IOException {
    at.close();
    echo.close();
    plain.close();
  }

  private EgressRecord denied() {
    at.await(() -> !at.rows(Phase.DENIED).isEmpty());
    return at.rows(Phase.DENIED).getFirst();
  }

  @Test
  void letsNobodyInWithoutTheJobsToken() throws IOException {
    at.allow(Traffic.WEB, "api.example:" + echo.port());
    try (Client client = at.client()) {
      client.say("CONNECT api.example:" + echo.port() + " HTTP/1.1\r\n\r\n");
      assertEquals(407, client.status());
    }
    try (Client client = at.client()) {
      client.say("GET http://api.example/ HTTP/1.1\r\nProxy-Authorization: Basic !\r\n\r\n");
      assertEquals(407, client.status());
    }
    try (Client client = at.client()) {
      client.say(5, 1, 0);
      assertArrayEquals(new byte[] {5, (byte) 0xff}, client.in.readNBytes(2));
      assertEquals(-1, client.in.read());
    }
    try (Client client = at.client()) {
      client.say(5, 2, 0, 2, 1, 1, 'u', 3, 'b', 'a', 'd');
      assertArrayEquals(new byte[] {5, 2, 1, 1}, client.in.readNBytes(4));
      assertEquals(-1, client.in.read());
    }
    try (Door other = at.gate.open(GateFixture.ERRAND, to -> new Verdict.Deny("no"));
        Client client = at.client()) {
      client.say(
          "CONNECT api.example:"
              + echo.port()
              + " HTTP/1.1\r\n"
              + GateFixture.client(other).ticket()
              + "\r\n");
      assertEquals(407, client.status());
    }
    assertEquals(List.of(), at.resolved);
  }

  @Test
  void neverAsksAResolverForADeniedName() throws IOException {
    at.allow(Traffic.WEB, "ok.example:" + echo.port());
    for (int i = 0; i < 50; i++) {
      try (Client client = at.client()) {
        assertEquals(403, client.connect("secret" + i + ".evil.example:443"));
      }
      try (Client client = at.client()) {
        assertEquals(2, client.socks("secret" + i + ".evil.example", 443));
      }
    }
    assertEquals(List.of(), at.resolved);
    assertEquals("secret0.evil.example", denied().host());
    assertTrue(denied().reason().contains("not for this test"), denied().reason());
  }

  @Test
  void refusesAnotherNameInsideTheTunnel() throws IOException {
    String target = "ok.example:" + echo.port();
    at.allow(Traffic.WEB, target);
    for (byte[] hello :
        List.of(
            Hellos.real("evil.example"),
            Hellos.real(""),
            Hellos.made("ok.example", "evil.example"),
            Hellos.made("ok.example\u0000.evil.example"),
            Hellos.made("ök.example"),
            "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            "\u0000binary".getBytes(StandardCharsets.US_ASCII))) {
      try (Client client = at.client()) {
        assertEquals(200, client.connect(target));
        client.out.write(hello);
        assertEquals("", client.rest());
      }
    }
    assertEquals(0, echo.heard.get());
  }

  @Test
  void refusesWhatCanBeReadInTwoWays() throws IOException {
    at.judge = to -> new Verdict.Deny("must not be asked about " + to);
    String line = "GET http://a.example/ HTTP/1.1\r\n";
    for (String bad :
        List.of(
            "GET http://a.example/ HTTP/1.1\nHost: a.example\n\n",
            "GET  http://a.example/ HTTP/1.1\r\n\r\n",
            "GET http://a.example/ HTTP/2.0\r\n\r\n",
            "get http://a.example/ HTTP/1.1\r\n\r\n",
            line + "Host: a.example\r\nHost: b.example\r\n\r\n",
            line + "Host : a.example\r\n\r\n",
            line + " folded: x\r\n\r\n",
            line + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
            line + "Content-Length: +1\r\n\r\n",
            line + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            line + "Transfer-Encoding: gzip, chunked\r\n\r\n",
            "GET http://a.example/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            line + "X: a\u0000b\r\n\r\n",
            line + "X: " + "y".repeat(GateLimits.MAX_LINE_BYTES) + "\r\n\r\n",
            line + "X: y\r\n".repeat(GateLimits.MAX_FIELDS + 1) + "\r\n")) {
      try (Client client = at.client()) {
        client.say(bad);
        assertEquals(400, client.status(), bad);
      }
    }
  }

  @Test
  void refusesDestinationsThatCanBeReadInTwoWays() throws IOException {
    at.judge = to -> new Verdict.Deny("must not be asked about " + to);
    for (String bad :
        List.of(
            "a.example",
            "a.example:",
            "a.example:0",
            "a.example:65536",
            "a.example:80x",
            "u@a.example:80",
            "a.example:80:80",
            "::1:80",
            "a..b:80",
            "[::1%eth0]:80",
            "a.example\\@b.example:80",
            "127.0.0.1%2f:80")) {
      try (Client client = at.client()) {
        client.say("CONNECT " + bad + " HTTP/1.1\r\n" + client.ticket() + "\r\n");
        assertEquals(400, client.status(), bad);
      }
      try (Client client = at.client()) {
        client.say(
            "GET http://"
                + bad.replace("a.example:80x", "u@b")
                + "/ HTTP/1.1\r\nHost: z\r\n"
                + client.ticket()
                + "\r\n");
        assertTrue(client.status() >= 400, bad);
      }
    }
    for (String bad : List.of("a\u0000b.example", "\u00e4.example", "", "a b", "a/b", "[::1]x")) {
      try (Client client = at.client()) {
        assertEquals(1, client.socks(bad, 80), bad);
      }
    }
    assertTrue(at.rows(Phase.DENIED).stream().noneMatch(r -> r.reason().contains("must not be")));
  }

  @Test
  void neverConnectsToWhatIsNotPublicWithoutAWordFromTheOwner() throws IOException {
    for (String answer :
        List.of(
            "127.0.0.1",
            "10.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "0.0.0.0",
            "::")) {
      try (var each =
          new GateFixture(
              dir.resolve(answer.replace(':', '_')),
              _ ->
                  List.of(InetAddress.ofLiteral("93.184.216.34"), InetAddress.ofLiteral(answer)))) {
        each.judge = to -> new Verdict.Allow(Reach.PUBLIC, Traffic.WEB, "public", List.of());
        try (Client client = each.client()) {
          assertEquals(403, client.connect("mixed.example:" + echo.port()), answer);
        }
        try (Client client = each.client()) {
          assertEquals(2, client.socks("mixed.example", echo.port()), answer);
        }
      }
    }
    assertEquals(0, echo.clients.get());
  }

  @Test
  void resolvesOnceSoThatAFlippingAnswerIsJudgedAsItIsDialled() throws IOException {
    var asked = new AtomicInteger();
    try (var flip =
        new GateFixture(
            dir.resolve("flip"),
            _ ->
                List.of(
                    InetAddress.ofLiteral(
                        asked.getAndIncrement() % 2 == 0 ? "10.0.0.1" : "127.0.0.1")))) {
      flip.judge = to -> new Verdict.Allow(Reach.PUBLIC, Traffic.WEB, "public", List.of());
      for (int i = 0; i < 10; i++) {
        try (Client client = flip.client()) {
          assertEquals(403, client.connect("flip.example:" + echo.port()));
        }
      }
    }
    assertEquals(10, asked.get());
    assertEquals(0, echo.clients.get());
  }

  @Test
  void neitherListensNorSendsUdp() throws IOException {
    for (int command : new int[] {2, 3}) {
      try (Client client = at.client()) {
        client.say(5, 1, 2, 1, 1, 'x', client.token.length());
        client.say(client.token);
        client.say(5, command, 0, 1, 1, 1, 1, 1, 0, 80);
        assertArrayEquals(new byte[] {5, 2, 1, 0, 5, 7}, client.in.readNBytes(6));
      }
    }
    assertEquals(List.of(), at.rows(Phase.OPENED));
  }
}
