package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.agent.TurnEvent;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.Actor;
import alpi.daemon.base.SessionId;
import alpi.daemon.host.HostFixture;
import alpi.daemon.host.TestClient;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.model.ModelEvent.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ChatOverSocketTest {
  private static final SessionId SESSION = new SessionId("s0123456789abcdefg");
  private static final String SEND = "{\"text\":\"hi\",\"cwd\":\"/\"}";

  @TempDir Path root;

  private FakeTurnsHost host;

  @BeforeEach
  void start() throws InterruptedException {
    host = new FakeTurnsHost(root, new HostFixture.FakePeers());
    host.at.turns.ends(
        new TurnResult(
            FakeTurns.TURN,
            SESSION,
            "done",
            "a",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "m/m",
            1,
            Usage.NONE,
            Optional.empty(),
            Duration.ZERO,
            List.of()));
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void streams20000DeltasInOrderBeforeTheAnswer() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      host.at.turns.events.add(new TurnEvent.Text(1, i, "x"));
    }
    try (TestClient client = new TestClient(host.socket())) {
      client.call(5, "host.chat.send", SEND);
      for (int i = 0; i < 20_000; i++) {
        assertEquals(i, client.read().at("/params/event/offset").asInt());
      }
      assertEquals("done", client.read().at("/result/state").asString());
    }
  }

  @Test
  void leavesATurnAloneWhenItsClientGoes() throws Exception {
    host.at.turns.waits = true;
    host.at.turns.events.add(new TurnEvent.Text(1, 0, "x"));
    try (TestClient client = new TestClient(host.socket())) {
      client.call(5, "host.chat.send", SEND);
      client.read();
    }
    assertTrue(host.at.turns.interrupted.await(20, TimeUnit.SECONDS));
    assertEquals(List.of("submit by local:1000"), host.at.turns.asked);

    host.at.turns.waits = false;
    try (TestClient client = new TestClient(host.socket())) {
      client.call(
          6,
          "host.chat.resume",
          "{\"turn\":\"" + FakeTurns.TURN + "\",\"afterSeq\":10,\"step\":1,\"offset\":1}");
      assertEquals("text", client.read().at("/params/event/kind").asString());
      assertEquals("done", client.read().at("/result/state").asString());
    }
  }

  @Test
  void followsEventsFromWhereTheClientStoodExactlyOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      append(i);
    }
    long head = host.at.profile.journal().head();
    long from = head - 50;
    try (TestClient client = new TestClient(host.socket())) {
      client.call(
          1, "host.events.watch", "{\"after\":" + from + ",\"kinds\":[\"daemon.degraded\"]}");
      for (int i = 0; i < 25; i++) {
        from = checked(client.read(), i);
      }
    }
    append(50);
    try (TestClient client = new TestClient(host.socket())) {
      client.call(
          2, "host.events.watch", "{\"after\":" + from + ",\"kinds\":[\"daemon.degraded\"]}");
      for (int i = 25; i <= 50; i++) {
        checked(client.read(), i);
      }
      client.call(3, "host.stream.close", "{\"id\":2}");
      JsonNode first = client.read();
      JsonNode second = client.read();
      assertEquals(5, first.path("id").asInt() + second.path("id").asInt());
    }
  }

  private void append(int number) {
    host.at
        .profile
        .journal()
        .append(
            Draft.of(EventKind.DAEMON_DEGRADED, Actor.SYSTEM).with("component", "part " + number));
  }

  private static long checked(JsonNode line, int number) {
    assertEquals("event", line.at("/params/event/kind").asString());
    assertEquals("part " + number, line.at("/params/event/event/body/component").asString());
    assertEquals(line.at("/params/seq"), line.at("/params/event/event/seq"));
    return line.at("/params/seq").asLong();
  }
}
