package alpi.daemon.host.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.device.NewDevice;
import alpi.daemon.host.verb.WebHost;
import alpi.daemon.journal.EventKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class WebDoorTest {
  private static final Actor OWNER = Actor.local(1000);
  private static final int POLICY = 1008;

  @TempDir Path root;

  private WebHost host;

  @BeforeEach
  void open() throws InterruptedException {
    host = new WebHost(root, WebLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private Devices.Paired paired(Role role, ProfileName... profiles) {
    var wanted = new NewDevice("laptop", role, List.of(profiles));
    String word = host.devices().invite(wanted, Devices.PAIRING, OWNER).reveal();
    return host.devices().claim(word, Optional.empty());
  }

  private WebClient entered(Devices.Paired device) throws InterruptedException {
    WebClient client = new WebClient(host.port());
    JsonNode answer = client.enter(device.token().reveal());
    assertEquals(device.device().id().value(), answer.at("/result/device/id").asString(""));
    return client;
  }

  @Test
  void pairsByAWordAndServesTheVerbsOfTheSocket() throws Exception {
    var wanted = new NewDevice("", Role.OWNER, List.of());
    String word = host.devices().invite(wanted, Devices.PAIRING, OWNER).reveal();
    String token;
    try (WebClient client = new WebClient(host.port())) {
      JsonNode claimed =
          client.ask("host.device.claim", "{\"word\":\"" + word + "\",\"name\":\"Fox\"}");
      token = claimed.at("/result/token").asString();
      assertEquals("Fox", claimed.at("/result/device/name").asString());
    }
    try (WebClient client = new WebClient(host.port())) {
      assertEquals("owner", client.enter(token).at("/result/device/role").asString());
      assertEquals("alpi", client.ask("host.version", "{}").at("/result/name").asString());
      assertTrue(client.ask("host.session.list", "{}").has("result"));
      assertEquals("method_not_found", client.code("host.nothing", "{}"));
      client.raw("[{\"jsonrpc\":\"2.0\",\"id\":90,\"method\":\"host.ping\"}]");
      assertEquals(90, client.read().get(0).path("id").asInt());
    }
    try (WebClient client = new WebClient(host.port())) {
      JsonNode again = client.ask("host.device.claim", "{\"word\":\"" + word + "\"}");
      assertEquals("gone", again.at("/error/data/code").asString());
      assertEquals(POLICY, client.end());
    }
  }

  @Test
  void streamsWhatIsRecordedAndEndsAStream() throws Exception {
    try (WebClient client = entered(paired(Role.ADMIN))) {
      int stream = client.call("host.events.watch", "{\"after\":0}");
      JsonNode first = client.read();
      assertEquals("host.stream", first.path("method").asString());
      assertEquals(stream, first.at("/params/id").asInt());
      assertEquals(1, first.at("/params/seq").asInt());
      JsonNode closed = client.ask("host.stream.close", "{\"id\":" + stream + "}");
      assertTrue(closed.at("/result/closed").asBoolean());
    }
  }

  @Test
  void hearsNothingFromWhoHasNotSaidWhoItIs() throws Exception {
    try (WebClient client = new WebClient(host.port())) {
      assertEquals("forbidden", client.code("host.session.list", "{}"));
      assertEquals(POLICY, client.end());
    }
    try (WebClient client = new WebClient(host.port())) {
      client.raw("nonsense");
      assertEquals("forbidden", client.read().at("/error/data/code").asString());
      assertEquals(POLICY, client.end());
    }
  }

  @Test
  void turnsAwayTokensThatNobodyHasAndPutsItOnRecord() throws Exception {
    Devices.Paired device = paired(Role.OWNER);
    String token = device.token().reveal();
    List<String> wrong =
        List.of(
            "", "x", token + "0", token.substring(1), device.device().id() + ".", "d".repeat(400));
    for (String each : wrong) {
      try (WebClient client = new WebClient(host.port())) {
        assertEquals("forbidden", client.enter(each).at("/error/data/code").asString(), each);
        assertEquals(POLICY, client.end());
      }
    }
    assertEquals(wrong.size(), host.events(EventKind.AUTH_FAILED).size());
    assertFalse(host.events(EventKind.values()).toString().contains(token));
    entered(device).close();
  }

  @Test
  void shunsAnAddressThatFailsTooOftenAndNotOneTimeSooner() throws Exception {
    for (int i = 0; i < WebLimits.DEFAULT.failuresPerMinute(); i++) {
      try (WebClient client = new WebClient(host.port())) {
        assertTrue(client.enter("no").has("error"));
        client.end();
      }
    }
    assertEquals(429, new RawHttp(host.port()).upgrade("127.0.0.1:" + host.port(), "").status());
  }

  @Test
  void revocationEndsWhatIsOpenAndWhatComesAfter() throws Exception {
    Devices.Paired lost = paired(Role.OWNER);
    Devices.Paired kept = paired(Role.OWNER);
    try (WebClient one = entered(lost);
        WebClient two = entered(lost);
        WebClient other = entered(kept)) {
      one.call("host.events.watch", "{}");
      host.devices().revoke(lost.device().id(), OWNER);
      assertEquals(POLICY, one.end());
      assertEquals(POLICY, two.end());
      assertTrue(other.ask("host.ping", "{}").has("result"));
    }
    try (WebClient late = new WebClient(host.port())) {
      assertEquals(
          "forbidden", late.enter(lost.token().reveal()).at("/error/data/code").asString());
    }
  }

  @Test
  void anotherRoleEndsWhatIsOpenUnderTheOldOne() throws Exception {
    Devices.Paired device = paired(Role.OWNER);
    try (WebClient client = entered(device)) {
      host.devices().promote(device.device().id(), Role.MEMBER, List.of(), OWNER);
      assertEquals(POLICY, client.end());
    }
    try (WebClient client = entered(device)) {
      assertEquals("forbidden", client.code("host.grant.list", "{}"));
    }
  }

  @Test
  void eachRoleMayWhatItMayAndNothingElse() throws Exception {
    String give = "{\"capability\":\"exec\",\"scope\":\"touch x\"}";
    try (WebClient member = entered(paired(Role.MEMBER));
        WebClient admin = entered(paired(Role.ADMIN));
        WebClient owner = entered(paired(Role.OWNER))) {
      assertTrue(member.ask("host.session.list", "{}").has("result"));
      assertEquals("forbidden", member.code("host.events.read", "{}"));
      assertEquals("forbidden", member.code("host.grant.give", give));
      assertTrue(admin.ask("host.events.read", "{}").has("result"));
      assertEquals("forbidden", admin.code("host.grant.give", give));
      assertEquals("forbidden", admin.code("host.device.revoke", "{\"device\":\"x\"}"));
      assertTrue(owner.ask("host.grant.give", give).has("result"));
      for (String local : List.of("host.device.pair", "host.device.promote", "host.web.open")) {
        assertEquals("forbidden", owner.code(local, "{}"), local);
      }
    }
    assertEquals(7, host.events(EventKind.AUTH_FAILED).size());
    String actor = host.events(EventKind.GRANT_ISSUED).getFirst().actor().value();
    assertTrue(actor.startsWith("device:d"), actor);
    assertEquals("web", host.events(EventKind.HOST_CALLED).getLast().body().path("via").asString());
  }

  @Test
  void aMemberKeepsToItsProfilesAndNamesNoFiles() throws Exception {
    try (WebClient bounded = entered(paired(Role.MEMBER, ProfileName.DEFAULT))) {
      assertEquals("forbidden", bounded.code("host.session.list", "{}"));
      assertEquals("forbidden", bounded.code("host.session.list", "{\"profile\":\"work\"}"));
      assertTrue(bounded.ask("host.session.list", "{\"profile\":\"default\"}").has("result"));
      assertTrue(bounded.ask("host.version", "{}").has("result"));
      String send = "{\"profile\":\"default\",\"text\":\"hello\",\"cwd\":\"/etc\"";
      assertEquals("forbidden", bounded.code("host.chat.send", send + "}"));
      assertEquals(
          "forbidden",
          bounded.code("host.chat.send", send + ",\"attachments\":[{\"path\":\"/etc/passwd\"}]}"));
      assertEquals(
          "forbidden",
          bounded.code(
              "host.chat.send", send + ",\"environment\":{\"OPENAI_BASE_URL\":\"http://x\"}}"));
    }
  }

  @Test
  void aProcessThatTheDaemonStartedDoesNotComeIn() throws Exception {
    Devices.Paired device = paired(Role.OWNER);
    try (WebClient before = entered(device)) {
      host.ours.set(true);
      try (WebClient child = new WebClient(host.port())) {
        JsonNode refused = child.enter(device.token().reveal());
        assertEquals("forbidden", refused.at("/error/data/code").asString());
      }
      assertTrue(before.ask("host.grant.list", "{}").has("result"));
      assertEquals(
          "forbidden",
          before.code("host.grant.give", "{\"capability\":\"exec\",\"scope\":\"touch x\"}"));
    }
    assertEquals(List.of(), host.events(EventKind.GRANT_ISSUED));
  }

  @Test
  void refusesWhatIsNoTextAndWhatIsTooLong() throws Exception {
    Devices.Paired device = paired(Role.OWNER);
    try (WebClient client = entered(device)) {
      client.binary(new byte[] {1});
      assertEquals(1003, client.end());
    }
    try (WebClient client = entered(device)) {
      String filler = "x".repeat(4 << 20);
      client.raw("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + filler + "\"}");
      assertTrue(client.end() != 1000);
    }
    try (WebClient client = entered(device)) {
      int over = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"host.ping\",\"params\":{}}".length();
      client.call("host.ping", "{}" + " ".repeat((4 << 20) - over));
      assertTrue(client.read().has("result"));
    }
  }

  @Test
  void shuttingTheDoorEndsEverything() throws Exception {
    try (WebClient client = entered(paired(Role.OWNER))) {
      assertEquals(1, host.connections());
      host.shut();
      client.end();
    }
    assertEquals(1, host.events(EventKind.WEB_SHUT).size());
  }
}
