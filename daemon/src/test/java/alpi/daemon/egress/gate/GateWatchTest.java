package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.Tokens;
import alpi.daemon.egress.Dialer;
import alpi.daemon.egress.EgressRecord;
import alpi.daemon.egress.EgressRecord.Phase;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.gate.GateFixture.Client;
import alpi.daemon.egress.gate.GateFixture.Echo;
import alpi.daemon.egress.gate.Verdict.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What ends a connection that is open.
@Timeout(60)
class GateWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final GrantId GRANT = new GrantId("g" + "0".repeat(16) + "1");

  @TempDir Path dir;
  private final FakeTime time = new FakeTime();
  private GateFixture at;
  private Echo echo;
  private String target;

  @BeforeEach
  void open() throws IOException {
    at =
        new GateFixture(
            dir,
            _ -> List.of(InetAddress.getLoopbackAddress()),
            time,
            GateFixture.limits(3, LIMIT));
    echo = new Echo();
    target = "api.example:" + echo.port();
    at.judge =
        to ->
            new Verdict.Allow(
                Reach.pinned(to.host(), to.port()), Traffic.RAW, "granted", List.of(GRANT));
  }

  @AfterEach
  void close() throws IOException {
    at.close();
    echo.close();
  }

  private Client tunnel() throws IOException {
    Client client = at.client();
    assertEquals(200, client.connect(target));
    client.say("hello\n");
    assertEquals("hello", client.line());
    return client;
  }

  private EgressRecord ended() {
    at.await(() -> !at.rows(Phase.CLOSED).isEmpty());
    return at.rows(Phase.CLOSED).getFirst();
  }

  @Test
  void aGrantThatEndsTakesItsTunnelsWithIt() throws IOException {
    try (Client client = tunnel()) {
      // The gate looks by itself, several times a second.
      at.standing = (_, grants) -> !grants.contains(GRANT);
      assertEquals(-1, client.in.read());
    }
    assertEquals("the permission for it ended", ended().reason());
    assertEquals(6, ended().bytesOut());
  }

  @Test
  void aBlockedHostTakesItsTunnelsWithItAndNoOther() throws IOException {
    try (Client client = tunnel();
        Client other = at.client()) {
      assertEquals(200, other.connect("other.example:" + echo.port()));
      at.standing = (to, _) -> !to.host().toString().equals("api.example");
      at.gate.look();
      assertEquals(-1, client.in.read());
      other.say("still\n");
      assertEquals("still", other.line());
    }
  }

  @Test
  void standsUntilNothingCameForTooLong() throws IOException {
    try (Client client = tunnel()) {
      time.advance(LIMIT);
      at.gate.look();
      client.say("again\n");
      assertEquals("again", client.line());
      time.advance(LIMIT.plusMillis(1));
      at.gate.look();
      assertEquals(-1, client.in.read());
    }
    assertEquals("nothing came for too long", ended().reason());
  }

  @Test
  void aClientThatDripsItsRequestIsCutInTheEnd() throws IOException {
    try (Client client = at.client()) {
      client.say("CONNECT api");
      at.await(() -> at.gate.connections() > 0);
      time.advance(LIMIT);
      at.gate.look();
      client.say(".example");
      time.advance(Duration.ofMillis(1));
      at.gate.look();
      assertEquals(-1, client.in.read());
    }
  }

  @Test
  void aJobThatEndsTakesEverythingWithIt() throws IOException {
    try (Client client = tunnel()) {
      Path socket = at.door.socket().orElseThrow();
      at.door.close();
      assertEquals(-1, client.in.read());
      assertThrows(
          SocketException.class, () -> SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }
    assertEquals("the job ended", ended().reason());
  }

  @Test
  void takesNoMoreConnectionsThanItsLimit() throws IOException {
    var open = new ArrayList<Client>();
    for (int i = 0; i < 3; i++) {
      open.add(tunnel());
    }
    try (Client one = at.client()) {
      assertEquals(-1, one.in.read());
    }
    open.removeFirst().close();
    at.await(() -> at.gate.connections() < 3);
    open.add(tunnel());
    open.forEach(Client::close);
  }

  @Test
  void stopsAnsweringAJobThatIsRefusedAllTheTime() throws IOException {
    at.judge = _ -> new Verdict.Deny("no");
    for (int i = 0; i < Door.MAX_REFUSALS; i++) {
      try (Client client = at.client()) {
        assertEquals(403, client.connect(target));
        assertEquals(true, client.rest().startsWith("alpi: "));
      }
      at.await(() -> at.gate.connections() == 0);
    }
    assertEquals(Door.MAX_REFUSALS, at.rows(Phase.DENIED).size());
    try (Client client = at.client()) {
      assertEquals(-1, client.in.read());
    }
    assertTrue(at.ledger.getLast().reason().endsWith("No more refusals of this job are recorded."));
  }

  @Test
  void whatCannotBeRecordedDoesNotHappen() throws IOException {
    at.close();
    var broken =
        new Gate(
            dir.resolve("b"),
            new Dialer(_ -> List.of(InetAddress.getLoopbackAddress()), time),
            row -> {
              throw Problem.of(ErrorCode.STORAGE, "The disk is gone.");
            },
            new Tokens(new Random(1)),
            time,
            GateLimits.DEFAULT,
            () -> (_, _) -> true);
    try (broken;
        Door door = broken.open(GateFixture.ERRAND, to -> at.judge.judge(to));
        Client client = GateFixture.client(door)) {
      assertEquals(0, client.connect(target));
    }
    assertEquals(0, echo.clients.get());
  }
}
