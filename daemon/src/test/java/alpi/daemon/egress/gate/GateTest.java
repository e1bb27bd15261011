package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.EgressRecord.Phase;
import alpi.daemon.egress.Resolver;
import alpi.daemon.egress.gate.GateFixture.Client;
import alpi.daemon.egress.gate.GateFixture.Echo;
import alpi.daemon.egress.gate.Verdict.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The gate over real sockets: a Unix socket on one side, loopback servers on the other.
@Timeout(60)
class GateTest {
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

  /// Waits for the end of a connection to be on record.
  private EgressRecord ended() {
    at.await(() -> !at.rows(Phase.CLOSED).isEmpty());
    return at.rows(Phase.CLOSED).getFirst();
  }

  @Test
  void theSocketLiesAloneInAPrivateFolderAndGoesWithTheJob() throws IOException {
    Path socket = at.door.socket().orElseThrow();
    Path folder = socket.getParent();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    at.door.close();
    assertFalse(Files.exists(folder));
  }

  @Test
  void carriesTlsThroughConnectAndSocksAndCountsEveryByte() throws IOException {
    String target = "api.example:" + echo.port();
    at.allow(Traffic.WEB, target);
    byte[] hello = Hellos.real("api.example");
    try (Client client = at.client()) {
      assertEquals(200, client.connect(target));
      client.out.write(hello);
      assertArrayEquals(hello, client.in.readNBytes(hello.length));
    }
    EgressRecord row = ended();
    assertEquals(hello.length, row.bytesOut());
    assertEquals(hello.length, row.bytesIn());
    assertEquals(echo.heard.get(), row.bytesOut());
    assertEquals(echo.said.get(), row.bytesIn());
    assertEquals("connect/tls", row.protocol());
    assertEquals("api.example", row.host());
    assertEquals(GateFixture.ERRAND, row.errand().orElseThrow());
    assertEquals("127.0.0.1", row.ip().orElseThrow());
    try (Client client = at.client()) {
      assertEquals(0, client.socks("API.example.", echo.port()));
      client.out.write(hello);
      assertArrayEquals(hello, client.in.readNBytes(hello.length));
    }
    assertEquals(2, at.rows(Phase.OPENED).size());
  }

  @Test
  void forwardsOneRequestWithAHeadOfItsOwn() throws IOException {
    at.allow(Traffic.WEB, "web.example:" + plain.port());
    try (Client client = at.client()) {
      client.say(
          "GET http://WEB.example:"
              + plain.port()
              + "/a/../b?c HTTP/1.1\r\nHost: web.example:"
              + plain.port()
              + "\r\nX-Kept: 1\r\nX-Dropped: 2\r\nConnection: X-Dropped, keep-alive\r\n"
              + client.ticket()
              + "\r\nGET http://web.example/smuggled HTTP/1.1\r\n\r\n");
      assertEquals(200, client.status());
      assertEquals("hi", client.rest());
    }
    String heard = plain.heard();
    assertEquals(
        "GET /b?c HTTP/1.1\r\nHost: web.example:"
            + plain.port()
            + "\r\nX-Kept: 1\r\nConnection: close\r\n\r\n",
        heard);
    assertEquals(heard.length(), ended().bytesOut());
    assertEquals("http/http", ended().protocol());
  }

  @Test
  void handsOnBodiesAndNoByteMore() throws IOException {
    try (var server = new PlainServer("HTTP/1.1 204 No\r\n\r\n", "0\r\n\r\n")) {
      at.allow(Traffic.WEB, "web.example:" + server.port());
      try (Client client = at.client()) {
        client.say(
            "POST http://web.example:"
                + server.port()
                + "/ HTTP/1.1\r\n"
                + client.ticket()
                + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX: 1\r\n\r\nmore");
        assertEquals(204, client.status());
      }
      assertTrue(server.heard().endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
    }
    try (var server = new PlainServer("HTTP/1.1 204 No\r\n\r\n", "hello")) {
      at.allow(Traffic.WEB, "web.example:" + server.port());
      try (Client client = at.client()) {
        client.say(
            "POST http://web.example:"
                + server.port()
                + "/ HTTP/1.1\r\n"
                + client.ticket()
                + "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n\r\n");
        assertEquals(204, client.status());
      }
      assertTrue(server.heard().endsWith("\r\n\r\nhello"));
    }
  }

  @Test
  void carriesAWebSocketOnceTheServerAgreedAndNothingBefore() throws IOException {
    String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n";
    try (var server = new PlainServer("HTTP/1.1 200 No\r\n\r\nstays", "\r\n\r\n")) {
      at.allow(Traffic.WEB, "ws.example:" + server.port());
      try (Client client = at.client()) {
        client.say(
            "GET ws://ws.example:"
                + server.port()
                + "/s HTTP/1.1\r\n"
                + upgrade
                + client.ticket()
                + "\r\nGET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertEquals(200, client.status());
        assertEquals("stays", client.rest());
      }
      assertFalse(server.heard().contains("evil.example"));
    }
    try (var server =
        new PlainServer("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\n\r\nframe", "\r\n\r\n")) {
      at.allow(Traffic.WEB, "ws.example:" + server.port());
      try (Client client = at.client()) {
        client.say(
            "GET ws://ws.example:"
                + server.port()
                + "/s HTTP/1.1\r\n"
                + upgrade
                + client.ticket()
                + "\r\nping");
        assertEquals(101, client.status());
        assertEquals("frame", client.rest());
      }
      assertTrue(server.heard().endsWith("Upgrade: websocket\r\n\r\nping"));
    }
  }

  @Test
  void aPortOnLoopbackAsksForTheSameToken() throws IOException {
    at.allow(Traffic.WEB, "api.example:" + echo.port());
    try (Door port = at.gate.openPort(GateFixture.ERRAND, to -> at.judge.judge(to))) {
      try (Client client = GateFixture.client(port)) {
        assertEquals(200, client.connect("api.example:" + echo.port()));
      }
      try (Client client = GateFixture.client(port)) {
        client.say(
            "CONNECT api.example:" + echo.port() + " HTTP/1.1\r\n" + at.client().ticket() + "\r\n");
        assertEquals(407, client.status());
      }
    }
  }

  @Test
  void givesTheSameVerdictWhateverIsSpoken() throws IOException {
    String allowed = "ok.example:" + plain.port();
    at.allow(Traffic.WEB, allowed);
    for (String host : List.of("ok.example", "evil.example", "10.0.0.1", "[::1]", "OK.EXAMPLE.")) {
      String target = host + ":" + plain.port();
      boolean may = host.toLowerCase(Locale.ROOT).startsWith("ok");
      try (Client c = at.client()) {
        assertEquals(may ? 200 : 403, c.connect(target), target + " by CONNECT");
      }
      try (Client c = at.client()) {
        c.say("GET http://" + target + "/ HTTP/1.1\r\n" + c.ticket() + "\r\n");
        assertEquals(may ? 200 : 403, c.status(), target + " by HTTP");
      }
      try (Client c = at.client()) {
        c.say(
            "GET ws://"
                + target
                + "/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + c.ticket()
                + "\r\n");
        assertEquals(may ? 200 : 403, c.status(), target + " by WebSocket");
      }
      try (Client c = at.client()) {
        String name = host.startsWith("[") ? "::1" : host;
        assertEquals(may ? 0 : 2, c.socks(name, plain.port()), target + " by SOCKS5");
      }
      try (Client c = at.client()) {
        assertEquals(403, c.connect(host + ":" + (plain.port() - 1)), "the port is part of it");
      }
    }
  }

  @Test
  void carriesAnyBytesWhereTheOwnerNamedThePlaceForThat() throws IOException {
    at.allow(Traffic.RAW, "db.example:" + echo.port());
    try (Client client = at.client()) {
      assertEquals(0, client.socks("db.example", echo.port()));
      client.say(0, 1, 2, 3);
      assertArrayEquals(new byte[] {0, 1, 2, 3}, client.in.readNBytes(4));
    }
    assertEquals("socks5/tcp", ended().protocol());
  }

  @Test
  void carriesAThousandTunnelsAtOnce() throws Exception {
    String target = "api.example:" + echo.port();
    at.allow(Traffic.RAW, target);
    int many = 1000;
    var open = new CountDownLatch(many);
    var right = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < many; i++) {
      int nth = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (Client client = at.client()) {
                  boolean connected = client.connect(target) == 200;
                  open.countDown();
                  open.await();
                  client.say("tunnel " + nth + "\n");
                  if (connected && client.line().equals("tunnel " + nth)) {
                    right.incrementAndGet();
                  }
                } catch (IOException e) {
                  open.countDown();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(many, right.get());
    at.await(() -> at.rows(Phase.CLOSED).size() == many && at.gate.connections() == 0);
    assertEquals(
        echo.heard.get(), at.rows(Phase.CLOSED).stream().mapToLong(EgressRecord::bytesOut).sum());
    assertEquals(
        echo.said.get(), at.rows(Phase.CLOSED).stream().mapToLong(EgressRecord::bytesIn).sum());
    assertEquals(0, at.gate.connections());
  }

  @Test
  void fillsAHandleOnTheWayToWhereItsSecretMayGo() throws IOException {
    String there = "web.example:" + plain.port();
    at.allow(Traffic.WEB, there);
    at.lender =
        (name, to) -> {
          if (!name.equals("TOKEN")) {
            return Optional.empty();
          }
          if (!to.toString().equals(there)) {
            throw Problem.of(ErrorCode.DENIED, "It is not sent there.");
          }
          return Optional.of(new Secret("c4nary"));
        };
    try (Client client = at.client()) {
      client.say(
          "GET http://"
              + there
              + "/?secret:TOKEN HTTP/1.1\r\nAuthorization: Bearer secret:TOKEN"
              + "\r\nX-Other: secret:UNKNOWN\r\n"
              + client.ticket()
              + "\r\n");
      assertEquals(200, client.status());
    }
    String heard = plain.heard();
    assertTrue(heard.contains("Authorization: Bearer c4nary\r\n"), heard);
    assertTrue(heard.contains("X-Other: secret:UNKNOWN\r\n"), heard);
    assertTrue(heard.startsWith("GET /?secret:TOKEN "), heard);
  }

  @Test
  void cutsARequestWithAHandleThatMayNotGoThere() throws IOException {
    at.allow(Traffic.WEB, "web.example:" + plain.port());
    at.lender =
        (_, _) -> {
          throw Problem.of(ErrorCode.DENIED, "It is not sent there.");
        };
    try (Client client = at.client()) {
      client.say(
          "GET http://web.example:"
              + plain.port()
              + "/ HTTP/1.1\r\nX-Key: secret:TOKEN\r\n"
              + client.ticket()
              + "\r\n");
      assertEquals("", client.rest());
    }
    assertEquals(0, ended().bytesOut());
    at.await(() -> !at.rows(Phase.DENIED).isEmpty());
    assertTrue(at.rows(Phase.DENIED).getFirst().reason().contains("not sent there"));
  }
}
