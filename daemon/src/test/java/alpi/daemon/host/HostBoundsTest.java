package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class HostBoundsTest {
  private static final int KIB = 1 << 10;

  @TempDir Path root;

  private static HostLimits limits(int frame, int result, long held, Duration stall) {
    return new HostLimits(frame, result, 256, 64, frame, held, result, 64 * KIB, stall);
  }

  private static String code(JsonNode answer) {
    return answer.path("error").path("data").path("code").asString("");
  }

  private static String echo(int id, int size) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"host.test.echo\",\"params\":%s}"
        .formatted(id, text(size));
  }

  private static String text(int size) {
    return "{\"text\":\"" + "x".repeat(size) + "\"}";
  }

  @Test
  void answersOfABatchShareOneBound() throws Exception {
    var limits = limits(1024 * KIB, 256 * KIB, 1024 * KIB, Duration.ofSeconds(30));
    try (var host = new HostFixture(root, limits);
        TestClient client = host.client()) {
      client.send(
          "[%s,%s,%s,%s]"
              .formatted(echo(1, 100 * KIB), echo(2, 100 * KIB), echo(3, 100 * KIB), echo(4, 1)));
      JsonNode answers = client.read();
      assertEquals(4, answers.size());
      assertTrue(answers.get(0).has("result") && answers.get(1).has("result"));
      assertEquals("too_large", code(answers.get(2)));
      assertTrue(answers.get(3).toString().contains("was not made"), answers.get(3)::toString);
      assertTrue(client.ask("host.ping", "{}").has("result"));
    }
  }

  @Test
  void largeAnswersThatNobodyReadsLeaveTheOthersTheirSmallOnes() throws Exception {
    var limits = limits(1024 * KIB, 768 * KIB, 1024 * KIB, Duration.ofSeconds(30));
    try (var host = new HostFixture(root, limits);
        TestClient silent = host.client();
        TestClient other = host.client()) {
      long free = host.dispatch.freeBytes();
      silent.call(1, "host.test.echo", text(700 * KIB));
      Eventually.until(() -> host.dispatch.freeBytes() != free);
      assertEquals("busy", code(other.ask("host.test.echo", text(700 * KIB))));
      assertTrue(other.ask("host.ping", "{}").has("result"));
      assertTrue(silent.read().has("result"));
      assertTrue(silent.ask("host.ping", "{}").has("result"));
      assertEquals(free, host.dispatch.freeBytes());
      assertTrue(other.ask("host.test.echo", text(700 * KIB)).has("result"));
    }
  }

  @Test
  void whoMeetsTheCommonBoundIsReadAgainOnlyWhenThereIsRoom() throws Exception {
    var limits = limits(512 * KIB, 512 * KIB, 512 * KIB, Duration.ofSeconds(30));
    try (var host = new HostFixture(root, limits);
        TestClient greedy = host.client();
        TestClient late = host.client();
        TestClient probe = host.client()) {
      greedy.call(1, "host.test.wait", text(480 * KIB));
      pings(probe);
      late.call(1, "host.test.wait", text(100 * KIB));
      pings(probe);
      late.call(2, "host.test.note", text(1));
      pings(probe);
      assertTrue(host.notified.isEmpty());
      host.gate.release(2);
      assertTrue(greedy.read().has("result"));
      assertEquals(2, late.read().path("id").asInt() + late.read().path("id").asInt() - 1);
      assertEquals(List.of("x"), List.copyOf(host.notified));
    }
  }

  private static void pings(TestClient probe) throws IOException {
    for (int i = 0; i < 20; i++) {
      assertTrue(probe.ask("host.ping", "{}").has("result"));
    }
  }

  /// Slow clients cannot starve others: HP-13.
  @Test
  void linesThatDoNotEndAreGivenUpAndStarveNobody() throws Exception {
    var limits = limits(64 * KIB, 64 * KIB, 16L << 20, Duration.ofMillis(1500));
    List<TestClient> slow = new ArrayList<>();
    try (var host = new HostFixture(root, limits);
        TestClient probe = host.client()) {
      for (int i = 0; i < 200; i++) {
        TestClient client = host.client();
        client.raw(new byte[] {'{'});
        slow.add(client);
      }
      pings(probe);
      for (TestClient client : slow) {
        assertEquals("deadline", code(client.read()));
        assertEquals(Optional.empty(), client.maybeRead());
      }
      pings(probe);
      assertEquals(0, host.server.partial().now());
    } finally {
      for (TestClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void aLineThatComesSlowlyButEndsIsServed() throws Exception {
    var limits = limits(64 * KIB, 64 * KIB, 64 * KIB, Duration.ofSeconds(30));
    try (var host = new HostFixture(root, limits);
        TestClient client = host.client()) {
      for (byte b : echo(1, 300).getBytes(StandardCharsets.US_ASCII)) {
        client.raw(new byte[] {b});
      }
      client.raw(new byte[] {'\n'});
      assertTrue(client.read().has("result"));
      assertEquals(0, host.server.partial().now());
    }
  }

  @Test
  void roomIsToldOnceItIsThere() {
    var held = new HeldBytes(10);
    assertTrue(held.take(10));
    assertFalse(held.take(5));
    List<String> told = new ArrayList<>();
    held.whenRoomy(() -> told.add("a"));
    held.give(5);
    assertEquals(List.of(), told);
    held.give(1);
    assertEquals(List.of("a"), told);
    held.give(1);
    held.whenRoomy(() -> told.add("b"));
    assertEquals(List.of("a", "b"), told);
  }
}
