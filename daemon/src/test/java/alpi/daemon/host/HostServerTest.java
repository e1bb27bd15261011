package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class HostServerTest {
  @TempDir Path root;

  private HostFixture host;

  @BeforeEach
  void start() throws InterruptedException {
    host = new HostFixture(root, HostLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private static String code(JsonNode answer) {
    return answer.path("error").path("data").path("code").asString("");
  }

  @Test
  void answersVersionAndPing() throws IOException {
    try (TestClient client = host.client()) {
      JsonNode version = client.ask("host.version", "{}");
      assertEquals("alpi", version.path("result").path("name").asString());
      assertEquals(1, version.path("result").path("protocol").path("max").asInt());
      JsonNode ping = client.ask("host.ping", "{}");
      assertEquals("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", ping.toString());
    }
  }

  @Test
  void keepsDirectoryAndSocketToTheOwner() throws IOException {
    assertEquals("rwx------", mode(host.home.host()));
    assertEquals("rw-------", mode(host.home.socket()));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void answersEveryKindOfNonsenseAndStaysUsable() throws IOException {
    try (TestClient client = host.client()) {
      client.send("{nonsense");
      assertEquals("parse_error", code(client.read()));
      client.send("[]");
      assertEquals("invalid_request", code(client.read()));
      client.send("{\"a\":1,\"a\":2}");
      assertEquals("parse_error", code(client.read()));
      client.send("[".repeat(100_000));
      assertEquals("parse_error", code(client.read()));
      client.raw(new byte[] {'"', (byte) 0xC3, '"', '\n'});
      assertEquals("parse_error", code(client.read()));
      client.send("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":1}");
      assertEquals("invalid_request", code(client.read()));
      assertEquals("method_not_found", code(client.ask("host.nothing", "{}")));
      assertEquals("invalid_params", code(client.ask("host.test.echo", "[1]")));
      assertEquals("invalid_params", code(client.ask("host.test.echo", "{\"text\":1}")));
      assertEquals("invalid_params", code(client.ask("host.test.echo", "{\"txt\":\"a\"}")));
      assertTrue(client.ask("host.ping", "{}").has("result"));
    }
  }

  @Test
  void answersABatchInOneLineAndNotificationsNever() throws IOException {
    try (TestClient client = host.client()) {
      client.send(
          """
          [{"jsonrpc":"2.0","id":1,"method":"host.ping"},
           {"jsonrpc":"2.0","method":"host.test.note","params":{"text":"n"}},
           {"jsonrpc":"2.0","id":"2","method":"host.test.echo","params":{"text":"e"}},
           1, {"jsonrpc":"2.0","id":4,"method":"host.gone"}]\
          """
              .replace("\n", ""));
      JsonNode answers = client.read();
      assertEquals(4, answers.size());
      assertEquals("e", answers.get(1).path("result").path("text").asString());
      assertEquals("\"2\"", answers.get(1).path("id").toString());
      assertEquals("invalid_request", code(answers.get(2)));
      assertEquals("method_not_found", code(answers.get(3)));
      assertEquals(List.of("n"), List.copyOf(host.notified));

      client.send("[{\"jsonrpc\":\"2.0\",\"method\":\"host.ping\"}]");
      client.send("{\"jsonrpc\":\"2.0\",\"method\":\"host.gone\"}");
      client.call(9, "host.ping", "{}");
      assertEquals(9, client.read().path("id").asInt());
    }
  }

  @Test
  void refusesAStreamInABatch() throws IOException {
    try (TestClient client = host.client()) {
      client.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"host.test.watch\"}]");
      assertEquals("invalid_request", code(client.read().get(0)));
    }
  }

  @Test
  void serves64CallsAtOnceAndRefusesOneMore() throws IOException {
    try (TestClient client = host.client()) {
      for (int id = 1; id <= 64; id++) {
        client.call(id, "host.test.wait", "{\"text\":\"w\"}");
      }
      client.call(65, "host.test.wait", "{\"text\":\"w\"}");
      JsonNode refused = client.read();
      assertEquals(65, refused.path("id").asInt());
      assertEquals("busy", code(refused));
      client.call(66, "host.ping", "{}");
      assertEquals(66, client.read().path("id").asInt(), "quick verbs overtake waiting ones");

      host.gate.release(64);
      Set<Integer> answered = new HashSet<>();
      for (int i = 0; i < 64; i++) {
        answered.add(client.read().path("id").asInt());
      }
      assertEquals(64, answered.size());
    }
  }

  @Test
  void answersQuickCallsInOrderUnderAFlood() throws Exception {
    int calls = 50_000;
    try (TestClient client = host.client();
        TestClient other = host.client()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int id = 0; id < calls; id++) {
                    client.call(id, "host.ping", "{}");
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int id = 0; id < calls; id++) {
        assertEquals(id, client.read().path("id").asInt());
        if (id % 10_000 == 0) {
          assertTrue(other.ask("host.ping", "{}").has("result"));
        }
      }
      writer.join();
    }
  }

  @Test
  void namesAnOversizedFrameAndCloses() throws IOException {
    try (TestClient client = host.client();
        TestClient other = host.client()) {
      byte[] piece = new byte[1 << 20];
      Arrays.fill(piece, (byte) 'x');
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 1024; i++) {
              client.raw(piece);
            }
          });
      assertEquals("too_large", code(client.read()));
      assertTrue(other.ask("host.ping", "{}").has("result"));
      assertTrue(host.server.partial().now() <= HostLimits.DEFAULT.frameBytes());
    }
  }

  @Test
  void takesTheLargestFrame() throws IOException {
    try (TestClient client = host.client()) {
      String frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"host.ping\"}";
      int spare = HostLimits.DEFAULT.frameBytes() - frame.length();
      client.send(frame + " ".repeat(spare));
      assertTrue(client.read().has("result"));
      client.send(frame + " ".repeat(spare + 1));
      assertEquals("too_large", code(client.read()));
      assertTrue(client.maybeRead().isEmpty());
    }
  }

  @Test
  void hidesWhatIsInsideAFailureOfOurs() throws IOException {
    try (TestClient client = host.client()) {
      JsonNode answer = client.ask("host.test.break", "{}");
      assertEquals("internal", code(answer));
      assertFalse(answer.toString().contains("secret"));
      assertTrue(answer.path("error").path("data").path("corr").asString().startsWith("e"));
    }
  }

  @Test
  void stampsTheActorByUserId() throws IOException {
    try (TestClient client = host.client()) {
      JsonNode answer = client.ask("host.test.change", "{\"text\":\"a\"}");
      assertEquals("local:1000", answer.path("result").path("text").asString());
    }
  }

  @Test
  void refusesMutationsOfADescendantButAnswersItsReads() throws IOException {
    try (TestClient client = host.client()) {
      host.peers.descends = true;
      assertEquals("forbidden", code(client.ask("host.test.change", "{\"text\":\"a\"}")));
      assertTrue(client.ask("host.test.echo", "{\"text\":\"a\"}").has("result"));
      client.send(
          "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"host.test.change\","
              + "\"params\":{\"text\":\"a\"}}]");
      assertEquals("forbidden", code(client.read().get(0)));
      assertEquals(2, host.refusals.size());
    }
  }

  @Test
  void letsNobodyInWhoIsAnotherUserOrUnknown() throws Exception {
    host.peers.uid = 1001;
    try (TestClient client = host.client()) {
      assertEquals("forbidden", code(client.read()));
      assertTrue(client.maybeRead().isEmpty());
    }
    host.peers.uid = 1000;
    host.peers.known = false;
    try (TestClient client = host.client()) {
      assertEquals("forbidden", code(client.read()));
      assertTrue(client.maybeRead().isEmpty());
    }
    Set<String> reasons = new TreeSet<>();
    while (reasons.size() < 2) {
      reasons.add(host.refusals.take());
    }
    assertEquals(Set.of("connect: another user", "connect: unknown process"), reasons);
  }

  @Test
  void answersWhatIsUnderWayWhenItStops() throws Exception {
    try (TestClient client = host.client()) {
      client.call(1, "host.test.wait", "{\"text\":\"w\"}");
      client.call(2, "host.ping", "{}");
      assertEquals(2, client.read().path("id").asInt());
      Thread stopper = Thread.ofVirtual().start(host.server::close);
      host.gate.release();
      assertEquals(1, client.read().path("id").asInt());
      assertTrue(client.maybeRead().isEmpty());
      stopper.join();
    }
  }

  @Test
  void refusesASecondServerAtTheSameSocket() {
    Problem problem =
        assertThrows(
            Problem.class,
            () -> {
              try (var second = new HostFixture(root, HostLimits.DEFAULT)) {
                second.client();
              }
            });
    assertEquals(ErrorCode.CONFLICT, problem.code());
    assertTrue(Files.exists(host.home.socket()));
  }

  @Test
  void removesTheSocketWhenItCloses() {
    host.close();
    assertFalse(Files.exists(host.home.socket()));
  }
}
