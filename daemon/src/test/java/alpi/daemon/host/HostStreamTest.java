package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class HostStreamTest {
  @TempDir Path root;

  private static HostLimits tight(Duration stall) {
    HostLimits d = HostLimits.DEFAULT;
    return new HostLimits(
        d.frameBytes(),
        d.resultBytes(),
        2,
        2,
        d.pendingBytes(),
        d.heldBytes(),
        d.answerBytes(),
        64 << 10,
        stall);
  }

  @Test
  void sendsNotificationsInOrderAndThenTheAnswer() throws Exception {
    try (var host = new HostFixture(root, HostLimits.DEFAULT);
        TestClient client = host.client()) {
      client.call(7, "host.test.stream", "{\"count\":20000,\"bytes\":5}");
      for (int i = 0; i < 20_000; i++) {
        JsonNode line = client.read();
        assertEquals("host.stream", line.path("method").asString());
        assertEquals(7, line.path("params").path("id").asInt());
        assertEquals(i, line.path("params").path("seq").asInt());
      }
      assertEquals(20_000, client.read().path("result").path("count").asInt());
    }
  }

  @Test
  void closesAStreamOnRequest() throws Exception {
    try (var host = new HostFixture(root, HostLimits.DEFAULT);
        TestClient client = host.client()) {
      client.call(1, "host.test.watch", "{}");
      assertEquals(1, client.read().path("params").path("seq").asInt());
      client.call(1, "host.test.watch", "{}");
      assertTrue(client.read().path("error").path("message").asString().contains("open already"));
      client.call(2, "host.stream.close", "{\"id\":1}");
      client.call(3, "host.stream.close", "{\"id\":99}");
      Map<Integer, JsonNode> byId = new HashMap<>();
      for (int i = 0; i < 3; i++) {
        JsonNode answer = client.read();
        byId.put(answer.path("id").asInt(), answer);
      }
      assertTrue(answer(byId, 2).path("result").path("closed").asBoolean());
      assertFalse(answer(byId, 3).path("result").path("closed").asBoolean());
      assertEquals("cancelled", answer(byId, 1).path("error").path("data").path("code").asString());
    }
  }

  private static JsonNode answer(Map<Integer, JsonNode> byId, int id) {
    return Objects.requireNonNull(byId.get(id));
  }

  @Test
  void endsAnEndlessStreamWhenTheClientIsGone() throws Exception {
    try (var host = new HostFixture(root, HostLimits.DEFAULT)) {
      try (TestClient client = host.client()) {
        client.call(1, "host.test.watch", "{}");
        client.read();
      }
      assertTrue(host.streamEnded.await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void cutsAClientThatReadsNothingAndHarmsNobodyElse() throws Exception {
    try (var host = new HostFixture(root, tight(Duration.ofMillis(300)));
        TestClient slow = host.client();
        TestClient other = host.client()) {
      slow.call(1, "host.test.stream", "{\"count\":1000000,\"bytes\":1000}");
      assertTrue(host.streamEnded.await(30, TimeUnit.SECONDS));
      assertTrue(other.ask("host.ping", "{}").has("result"));
      int lines = 0;
      while (slow.maybeRead().isPresent()) {
        lines++;
      }
      assertTrue(lines < 10_000, "the daemon held " + lines + " lines");
    } catch (IOException reset) {
      assertTrue(String.valueOf(reset.getMessage()).length() > 0);
    }
  }

  @Test
  void waitsForAClientThatReadsSlowly() throws Exception {
    try (var host = new HostFixture(root, tight(Duration.ofSeconds(20)));
        TestClient client = host.client()) {
      client.call(1, "host.test.stream", "{\"count\":3000,\"bytes\":1000}");
      int seen = 0;
      Optional<JsonNode> line = client.maybeRead();
      while (line.isPresent() && line.get().has("method")) {
        assertEquals(seen++, line.get().path("params").path("seq").asInt());
        line = client.maybeRead();
      }
      assertEquals(3000, seen);
    }
  }

  @Test
  void tellsOneConnectionTooManyAndServesTheRest() throws Exception {
    try (var host = new HostFixture(root, tight(Duration.ofSeconds(5)));
        TestClient one = host.client();
        TestClient two = host.client()) {
      assertTrue(one.ask("host.ping", "{}").has("result"));
      assertTrue(two.ask("host.ping", "{}").has("result"));
      try (TestClient three = host.client()) {
        assertEquals("busy", three.read().path("error").path("data").path("code").asString());
        assertTrue(three.maybeRead().isEmpty());
      }
      assertTrue(one.ask("host.ping", "{}").has("result"));
      one.hangUp();
      Eventually.until(() -> isServed(host));
    }
  }

  /// Whoever is refused may find the connection closed before its question is written.
  private static boolean isServed(HostFixture host) {
    try (TestClient again = host.client()) {
      return again.ask("host.ping", "{}").has("result");
    } catch (IOException e) {
      return false;
    }
  }
}
