package alpi.alp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.ReplayWindow;
import alpi.alp.json.Json;
import alpi.alp.link.Gate;
import alpi.alp.peer.Peer;
import alpi.alp.peer.PeerBook;
import alpi.alp.peer.PendingPeers;
import alpi.alp.wire.Moment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A peer that others wrote, installed beside the build and run as it is, calls ours on loopback.
/// `-Pupstream -Dalpi.upstream=PROGRAM` names it; without it nothing is tested here.
@Timeout(300)
@EnabledIfSystemProperty(named = "alpi.upstream", matches = ".+")
class UpstreamTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = () -> new Moment(Instant.now(), System.nanoTime());

  private final Identity own = Identity.generate(RANDOM);

  @TempDir Path home = Path.of("");

  private record Ended(int status, String output) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("alpi.upstream"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("ALPI_HOME", home.resolve(".alpi").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  /// Its key; skips the test where the program is another one, or none.
  private PeerKey theirKey() throws InterruptedException {
    try {
      assumeTrue(run("peers", "--help").output().contains("ALP peer identities"));
      return new PeerKey(run("peers", "key").output().strip());
    } catch (IOException e) {
      assumeTrue(false, "there is no such program");
      throw new IllegalStateException(e);
    }
  }

  private Gate gate(PeerBook book) {
    return new Gate(
        own,
        book,
        Set.of("link.ping"),
        ReplayWindow.of(List.of(), Instant.now()),
        PendingPeers.NONE,
        _ -> {});
  }

  private Ended pinged(Gate gate) throws IOException, InterruptedException {
    LinkServices pong =
        exchange ->
            exchange.answer(
                Json.object()
                    .put("nonce", exchange.request().params().path("nonce").asString(""))
                    .put("version", 1)
                    .put("agent_name", "ours"));
    try (var listener =
        new LinkListener(gate, pong, (_, _) -> {}, NetLimits.STANDARD, CLOCK, RANDOM)) {
      int port =
          listener.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).getPort();
      String address = "127.0.0.1:" + port;
      Ended added = run("peers", "add", "ours", own.key().text(), "--address", address);
      assertEquals(0, added.status(), added.output());
      return run("peers", "ping", "ours");
    }
  }

  @Test
  void answersThePingOfAPinnedPeer() throws Exception {
    Peer them = Peer.pinned("them", theirKey(), Optional.empty());
    Ended ping = pinged(gate(PeerBook.empty(own.key()).add(them)));
    assertEquals(0, ping.status(), ping.output());
    assertTrue(ping.output().contains("pong from ours"), ping.output());
  }

  @Test
  void leavesAStrangerUnansweredWithARow() throws Exception {
    PeerKey them = theirKey();
    Gate gate = gate(PeerBook.empty(own.key()));
    Ended ping = pinged(gate);
    assertFalse(ping.status() == 0, ping.output());
    assertEquals(them, gate.pending().entries().getFirst().key());
  }
}
