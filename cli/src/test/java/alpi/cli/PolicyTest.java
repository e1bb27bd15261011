package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules from the command line.
class PolicyTest {
  @TempDir Path home;

  private static final JsonObject RULE =
      new JsonObject().put("number", 3).put("name", "stranger").put("sentence", "a stranger");

  @Test
  void simulatesWhatWasTypedAndShowsEachAccess() throws Exception {
    JsonObject access =
        new JsonObject()
            .put("capability", "net")
            .put("target", "https://x.org:443")
            .put("tier", "safe")
            .put("reason", "it would");
    JsonObject result =
        new JsonObject()
            .put("decision", "deny")
            .put("reason", "because")
            .put("rule", RULE)
            .put("accesses", new JsonArray().add(access));
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(result));
        Client client =
            Client.run(
                daemon.home(),
                "policy",
                "simulate",
                "shell: curl https://x.org",
                "--posture",
                "strict",
                "--labels",
                "web, private",
                "--named",
                "y.org",
                "--unattended")) {
      assertEquals(0, client.exit());
      assertTrue(client.out().startsWith("deny: because\nrule 3: a stranger\n"), client.out());
      assertTrue(client.out().contains("https://x.org:443"), client.out());
      JsonObject params = daemon.request("host.policy.simulate").object("params");
      assertEquals("shell: curl https://x.org", params.text("call"));
      assertEquals("strict", params.text("posture"));
      assertEquals("private", params.array("labels").text(1));
      assertEquals("y.org", params.array("named").text(0));
      assertTrue(params.flag("unattended"));
    }
  }

  @Test
  void explainsEachDecision() throws Exception {
    JsonObject origin = new JsonObject().put("label", "web").put("from", "web_fetch c1");
    JsonObject decision =
        new JsonObject()
            .put("seq", 7)
            .put("run", "j1")
            .put("call", "c2")
            .put("tool", "write")
            .put("how", "denied")
            .put("reason", "because")
            .put("rule", RULE)
            .put("labels", new JsonArray().add("web"))
            .put("origins", new JsonArray().add(origin));
    JsonObject result = new JsonObject().put("decisions", new JsonArray().add(decision));
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(result));
        Client client = Client.run(daemon.home(), "policy", "explain", "c2")) {
      assertEquals(0, client.exit());
      for (String line :
          new String[] {
            "write c2: denied", "event 7, run j1", "rule 3: a stranger", "web from web_fetch c1"
          }) {
        assertTrue(client.out().contains(line), client.out());
      }
      assertEquals("c2", daemon.request("host.policy.explain").object("params").text("id"));
    }
  }

  @Test
  void showsWhatIsInForce() throws Exception {
    JsonObject result =
        new JsonObject()
            .put("posture", "standard")
            .put("unattended", false)
            .put("rules", new JsonArray().add(RULE))
            .put("grants", new JsonArray());
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(result));
        Client client = Client.run(daemon.home(), "policy")) {
      assertEquals(0, client.exit());
      assertTrue(client.out().contains("posture: standard"), client.out());
      assertTrue(client.out().contains("3  a stranger"), client.out());
    }
  }
}
