package alpi.daemon.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerAddress;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Eventually;
import alpi.daemon.base.Time;
import alpi.daemon.config.ByteSize;
import alpi.daemon.config.LinkConfig;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where peers may be reached, and where they may reach us.
@Timeout(60)
class PeerRoutesTest {
  @TempDir Path dir = Path.of("");

  private static Peer at(String address) {
    return Peer.pinned(
        "ana", Identity.generate(new Random(41)).key(), Optional.of(PeerAddress.parse(address)));
  }

  private Node node(String config, String resolved) {
    return new Node(
        dir, "at", 7, config, Time.system(), _ -> List.of(InetAddress.getByName(resolved)));
  }

  private static ErrorCode refused(Node node, String address) {
    return assertThrows(Problem.class, () -> node.link.routes().of(at(address), Optional.empty()))
        .code();
  }

  @Test
  void theEntryOfAPeerOpensItsPrivateAddress() {
    try (Node node = node("", "10.1.2.3")) {
      assertEquals(
          List.of(new InetSocketAddress("10.1.2.3", 7423)),
          node.link.routes().of(at("ana.lan:7423"), Optional.empty()));
    }
  }

  @Test
  void metadataAndLinkLocalAddressesAreNeverDialledWhateverTheNameSays() {
    for (String address : List.of("169.254.169.254", "100.100.100.200", "224.0.0.1", "0.0.0.0")) {
      try (Node node = node("", address)) {
        assertEquals(ErrorCode.EGRESS_DENIED, refused(node, "ana.example:7423"), address);
        assertEquals(ErrorCode.EGRESS_DENIED, refused(node, address + ":7423"), address);
        Event denied = node.events(EventKind.EGRESS_DENIED).getFirst();
        assertEquals("peer", denied.body().path("kind").asString());
        assertTrue(denied.body().path("reason").asString().contains("special-purpose"));
      }
    }
  }

  @Test
  void aBlockWinsOverTheEntryOfAPeer() {
    try (Node node = node("egress:\n  block: [ana.example]\n", "10.1.2.3")) {
      assertEquals(ErrorCode.EGRESS_DENIED, refused(node, "ana.example:7423"));
      assertEquals(1, node.events(EventKind.EGRESS_DENIED).size());
    }
  }

  @Test
  void anAddressWithTwoReadingsIsRefused() {
    try (Node node = node("", "10.1.2.3")) {
      assertEquals(ErrorCode.EGRESS_DENIED, refused(node, "ana@evil.example:7423"));
    }
  }

  @Test
  void aPeerWithoutAnAddressThatNoProfileIsCannotBeReached() {
    try (Node node = node("", "10.1.2.3")) {
      Peer peer = Peer.pinned("ana", Identity.generate(new Random(42)).key(), Optional.empty());
      assertEquals(
          ErrorCode.PEER_UNREACHABLE,
          assertThrows(Problem.class, () -> node.link.routes().of(peer, Optional.empty())).code());
    }
  }

  @Test
  void aPeerThatIsNotThereIsTriedAFewTimesAndRecorded() {
    try (Node node = new Node(dir, "from", 8, "")) {
      Peer peer;
      try (Node gone = new Node(dir, "gone", 9)) {
        peer = node.pin("gone", gone);
      }
      Problem problem =
          assertThrows(Problem.class, () -> node.link.questions().ping(peer, Node.OWNER));
      assertEquals(ErrorCode.PEER_UNREACHABLE, problem.code());
      assertEquals(PeerCalls.ROUNDS, node.events(EventKind.EGRESS_OPENED).size());
      assertEquals(
          "peer_unreachable",
          node.await(EventKind.LINK_CALLED, "peer_unreachable").body().path("state").asString());
    }
  }

  @Test
  void restsBetweenTriesGrowAndDifferWithinBounds() {
    try (Node node = new Node(dir, "from", 8, "")) {
      for (int round = 0; round < PeerCalls.ROUNDS; round++) {
        long most = 200L << round;
        for (int i = 0; i < 100; i++) {
          Duration rest = node.link.calls().jittered(round);
          assertTrue(rest.toMillis() >= most / 2 && rest.toMillis() <= most, rest::toString);
        }
      }
    }
  }

  private static LinkConfig listening(String at, boolean anywhere) {
    return new LinkConfig(
        at,
        anywhere,
        Duration.ofSeconds(60),
        Optional.empty(),
        Optional.<BigDecimal>empty(),
        Optional.empty(),
        new ByteSize(1),
        Optional.empty(),
        true);
  }

  @Test
  void listensOnLoopbackAndPrivateAddressesAndElsewhereOnlyWhenToldTwice() {
    for (String at :
        List.of(
            "127.0.0.1:0",
            "[::1]:7423",
            "10.0.0.1:1",
            "192.168.1.5:65535",
            "100.64.0.9:7423",
            "localhost:7423",
            "[fd00::1]:7423")) {
      assertTrue(ListenAddress.of(listening(at, false)).isPresent(), at);
    }
    for (String at : List.of("0.0.0.0:7423", "[::]:7423", "8.8.8.8:7423", "[2606:4700::1]:1")) {
      assertEquals(
          ErrorCode.DENIED,
          assertThrows(Problem.class, () -> ListenAddress.of(listening(at, false))).code(),
          at);
      assertTrue(ListenAddress.of(listening(at, true)).isPresent(), at);
    }
    assertEquals(
        ErrorCode.DENIED,
        assertThrows(Problem.class, () -> ListenAddress.of(listening("169.254.1.1:1", true)))
            .code());
    assertEquals(
        ErrorCode.CONFIG_BROKEN,
        assertThrows(Problem.class, () -> ListenAddress.of(listening("127.0.0.1:65536", true)))
            .code());
    assertEquals(Optional.empty(), ListenAddress.of(listening("", true)));
  }

  @Test
  void anAddressThatIsTakenIsAProblemThatIsTold() {
    try (Node first = new Node(dir, "first", 3)) {
      int port = first.address().getPort();
      try (Node second = new Node(dir, "second", 4, "link:\n  listen: 127.0.0.1:" + port + "\n")) {
        Eventually.until(() -> second.link.problem().isPresent());
        assertTrue(second.link.problem().get().sentence().contains("cannot listen"));
        assertEquals(Optional.empty(), second.link.listensAt());
      }
    }
  }
}
