package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.config.EgressPosture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.EgressRecord.Phase;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.EgressRules.Finding;
import alpi.daemon.egress.Reach;
import alpi.daemon.egress.Spellings;
import alpi.daemon.egress.gate.GateFixture.Client;
import alpi.daemon.egress.gate.GateFixture.Echo;
import alpi.daemon.egress.gate.Verdict.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever an address of this machine or the network around it is called, no door of the gate
/// leads there: a canary listens, and hears nothing.
@Timeout(120)
class PrivatePlacesTest {
  @TempDir Path dir;

  private static GateJudge judge(EgressRules rules) {
    return to ->
        switch (rules.check("https", to.host(), to.port())) {
          case Finding.Open(String why) ->
              new Verdict.Allow(rules.reach(to.host(), to.port()), Traffic.WEB, why, List.of());
          case Finding.Unlisted(String why) -> new Verdict.Deny(why);
          case Finding.Blocked(String why) -> new Verdict.Deny(why);
        };
  }

  private GateFixture gate(String name, Echo canary) {
    var gate = new GateFixture(dir.resolve(name), _ -> List.of(InetAddress.getLoopbackAddress()));
    List<String> allow = List.of("*.example.com:" + canary.port());
    gate.judge =
        judge(
            EgressRules.of(
                new ProfileConfig.Egress(EgressPosture.PUBLIC, allow, List.of(), List.of())));
    return gate;
  }

  @Test
  void noSpellingOfAPrivatePlaceIsReachedThroughAnyDoor() throws IOException {
    List<String> all = Spellings.ofPrivatePlaces();
    assertTrue(all.size() > 1000, "only " + all.size());
    try (Echo canary = new Echo()) {
      for (int from = 0; from < all.size(); from += 100) {
        try (GateFixture gate = gate("g" + from, canary)) {
          for (String host : all.subList(from, Math.min(all.size(), from + 100))) {
            refusedEverywhere(gate, host, canary.port());
          }
          assertEquals(List.of(), gate.resolved);
          assertEquals(List.of(), gate.rows(Phase.OPENED));
        }
      }
      assertEquals(0, canary.clients.get());
    }
  }

  private static void refusedEverywhere(GateFixture gate, String host, int port)
      throws IOException {
    byte[] name = host.getBytes(StandardCharsets.UTF_8);
    String raw = new String(name, StandardCharsets.ISO_8859_1);
    try (Client client = gate.client()) {
      assertTrue(client.connect(raw + ":" + port) >= 400, host);
    }
    try (Client client = gate.client()) {
      client.say("GET http://" + raw + ":" + port + "/ HTTP/1.1\r\n" + client.ticket() + "\r\n");
      assertTrue(client.status() >= 400, host);
    }
    try (Client client = gate.client()) {
      assertNotEquals(0, client.socks(raw.replaceAll("[\\[\\]]", ""), port), host);
    }
  }

  @Test
  void aNameThatAnswersWithAPrivatePlaceIsNotFollowedThere() throws IOException {
    try (Echo canary = new Echo();
        GateFixture gate = gate("named", canary)) {
      try (Client client = gate.client()) {
        assertEquals(403, client.connect("inside.example.com:" + canary.port()));
      }
      assertEquals(List.of("inside.example.com"), gate.resolved);
      gate.await(() -> !gate.rows(Phase.DENIED).isEmpty());
      assertEquals(0, canary.clients.get());
    }
  }

  @Test
  void hostsAreDecidedAndLookedUpUnderOneName() throws IOException {
    long seed = 23;
    var random = new Random(seed);
    var decided = new ArrayList<String>();
    String signs = "aA.-_09:[]@%\\/ \u0000";
    var gate =
        new GateFixture(
            dir.resolve("one"),
            name -> {
              throw new UnknownHostException(name);
            });
    gate.judge =
        to -> {
          decided.add(to.host().toString());
          return new Verdict.Allow(Reach.PUBLIC, Traffic.WEB, "", List.of());
        };
    try (gate) {
      for (int i = 0; i < 300; i++) {
        var host = new StringBuilder("x");
        for (int n = random.nextInt(8); n >= 0; n--) {
          host.append(signs.charAt(random.nextInt(signs.length())));
        }
        host.append(random.nextBoolean() ? ".Example." : "");
        try (Client client = gate.client()) {
          assertNotEquals(0, client.socks(host.toString(), 9), "seed " + seed + " " + host);
        }
      }
      assertTrue(decided.size() > 20, "seed " + seed);
      assertTrue(decided.containsAll(gate.resolved), "seed " + seed);
    }
  }
}
