package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Two daemons on one machine. A file is sent from one to the other while either of them is killed
/// in turn; it arrives whole. `-Dalpi.transfer.mib=1024` makes it a large one.
@Timeout(300)
class TransferTest {
  private static final int MIB = Integer.getInteger("alpi.transfer.mib", 48);

  /// Small files, some twenty batches of them.
  private static final int FILES = 400;

  private static final int SMALL = 200_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  private static JsonNode json(Product product, String... command) {
    return Json.parse(product.run(command).succeeded().out());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path filled(Path file, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(file, content);
  }

  /// Pins each at the other; Ana may put and get at Ben, who listens.
  private static void link(Product ana, Product ben) throws IOException {
    int port = freePort();
    ben.run("config", "set", "link.listen", "127.0.0.1:" + port).succeeded();
    String bens = json(ben, "peers", "key", "--json").path("key").asString();
    String anas = json(ana, "peers", "key", "--json").path("key").asString();
    String allowed = "link.ping,link.put_blob,link.get_blob";
    ben.run("peers", "add", "ana", anas, "--allow", allowed).succeeded();
    ana.run("peers", "add", "ben", bens, "--address", "127.0.0.1:" + port).succeeded();
    ana.run("peers", "ping", "ben").succeeded();
  }

  /// Reads progress until so many bytes are there.
  private static void awaitBytes(Process sending, long bytes) throws IOException {
    // Not closed: the process goes on writing.
    var lines =
        new BufferedReader(new InputStreamReader(sending.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode event = Json.parse(line);
      if (event.has("hash")
          || (event.path("at").asLong() >= bytes
              && event.has("moved")
              && event.path("moved").asLong() > 0)) {
        return;
      }
    }
  }

  private static JsonNode awaitDone(Product ana) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (true) {
      JsonNode row = json(ana, "blob", "transfers", "--json").path("transfers").path(0);
      String state = row.path("state").asString();
      if (state.equals("done")) {
        return row;
      }
      assertTrue(
          List.of("queued", "running").contains(state) && System.nanoTime() < deadline,
          row::toString);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  @Test
  void sendsAFileThoughEitherSideIsKilledInTurn() throws Exception {
    try (Product ana = new Product();
        Product ben = new Product()) {
      link(ana, ben);
      Path file = filled(ana.workspace().resolve("big.iso"), MIB << 20);
      Process first = ana.start("blob", "send", "big.iso", "--to", "ben", "--json");
      awaitBytes(first, (long) MIB << 18);
      ben.kill();
      ben.run("daemon", "start").succeeded();
      awaitBytes(first, (long) MIB << 19);
      ana.kill();
      first.destroyForcibly().waitFor();
      ana.run("daemon", "start").succeeded();
      String hash = awaitDone(ana).path("what").asString();
      Path arrived = ben.home().resolve("alp/blobs").resolve(hash);
      assertEquals(-1, Files.mismatch(file, arrived));
      JsonNode second = last(ana.run("blob", "send", "big.iso", "--to", "ben", "--json"));
      assertEquals(0, second.path("moved").asInt(-1), second.toString());
      assertEquals(hash, second.path("hash").asString());
      ben.run("blob", "verify").succeeded();
      ben.run("journal", "verify").succeeded();
    }
  }

  @Test
  void storesAllOfABatchOrNoneThoughTheReceiverIsKilledBetween() throws Exception {
    try (Product ana = new Product();
        Product ben = new Product()) {
      link(ana, ben);
      List<String> send = new ArrayList<>(List.of("blob", "send"));
      for (int i = 0; i < FILES; i++) {
        filled(ana.workspace().resolve("f" + i), SMALL + i);
        send.add("f" + i);
      }
      send.addAll(List.of("--to", "ben", "--json"));
      Process first = ana.start(send.toArray(String[]::new));
      awaitBytes(first, 1);
      ben.kill();
      ben.run("daemon", "start").succeeded();
      awaitDone(ana);
      first.destroyForcibly().waitFor();
      Path store = ben.home().resolve("alp/blobs");
      for (int i = 0; i < FILES; i++) {
        byte[] content = Files.readAllBytes(ana.workspace().resolve("f" + i));
        assertArrayEquals(content, Files.readAllBytes(store.resolve(Sha256.of(content).hex())));
      }
      ben.run("blob", "verify").succeeded();
      ben.run("journal", "verify").succeeded();
      JsonNode second = last(ana.run(send.toArray(String[]::new)));
      assertEquals(0, second.path("moved").asInt(-1), second.toString());
    }
  }

  private static JsonNode last(Product.Ran ran) {
    return Json.parse(ran.succeeded().out().strip().lines().toList().getLast());
  }

  @Test
  void fetchesOnlyWhatIsSharedAndNothingThatIsDamaged() throws Exception {
    try (Product ana = new Product();
        Product ben = new Product()) {
      link(ana, ben);
      Path file = filled(ben.workspace().resolve("report.pdf"), 700_000);
      String hash = ben.run("blob", "share", "report.pdf", "--with", "ana").succeeded().out();
      String id = hash.strip();
      ana.run("blob", "fetch", id, "--from", "ben", "-o", "got.pdf").succeeded();
      assertEquals(-1, Files.mismatch(file, ana.workspace().resolve("got.pdf")));
      ben.run("blob", "unshare", id, "--with", "ana").succeeded();
      assertNotEquals(0, ana.run("blob", "fetch", id, "--from", "ben").exit());
      filled(ben.workspace().resolve("other.pdf"), 600_000);
      String other = ben.run("blob", "share", "other.pdf", "--with", "ana").succeeded().out();
      Path stored = ben.home().resolve("alp/blobs").resolve(other.strip());
      byte[] bytes = Files.readAllBytes(stored);
      bytes[300_000] ^= 1;
      Files.write(stored, bytes);
      Product.Ran damaged = ana.run("blob", "fetch", other.strip(), "--from", "ben");
      assertNotEquals(0, damaged.exit(), damaged.toString());
      assertTrue(Files.notExists(ana.home().resolve("alp/blobs").resolve(other.strip())));
    }
  }
}
