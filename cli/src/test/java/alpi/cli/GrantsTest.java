package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Permissions from the command line.
class GrantsTest {
  @TempDir Path home;

  private static final JsonObject GRANT =
      new JsonObject()
          .put(
              "grant",
              new JsonObject()
                  .put("id", "g0000000000000000a")
                  .put("state", "live")
                  .put("scope", "https://example.com:443"));

  @Test
  void givesWhatWasTyped() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(GRANT));
        Client client =
            Client.run(
                daemon.home(),
                "grants",
                "give",
                "net",
                "example.com",
                "--for",
                "2h",
                "--uses",
                "3",
                "--bytes",
                "4096",
                "--job",
                "j1",
                "--reason",
                "news")) {
      assertEquals(0, client.exit());
      assertTrue(client.out().contains("https://example.com:443"), client.out());
      JsonObject params = daemon.request("host.grant.give").object("params");
      assertEquals("net", params.text("capability"));
      assertEquals("example.com", params.text("scope"));
      assertEquals(7_200_000, params.number("ttlMillis"));
      assertEquals(3, params.number("uses"));
      assertEquals(4096, params.number("bytes"));
      assertEquals("j1", params.text("job"));
      assertEquals("news", params.text("reason"));
      assertTrue(params.has("cwd"));
      assertFalse(params.has("below") || params.has("usd") || params.has("session"));
    }
  }

  @Test
  void listsPastOnesWhenAsked() throws Exception {
    JsonObject none = new JsonObject().put("grants", new JsonArray());
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(none));
        Client client = Client.run(daemon.home(), "grants", "list", "--all", "-n", "5")) {
      assertEquals(0, client.exit());
      JsonObject params = daemon.request("host.grant.list").object("params");
      assertTrue(params.flag("all"));
      assertEquals(5, params.number("limit"));
    }
  }

  @Test
  void tellsWhatIsWrongBeforeItAsks() throws Exception {
    for (String[] words :
        new String[][] {
          {"grants", "give", "net", "x.org", "--for", "soon"},
          {"grants", "give", "net", "x.org", "--uses", "0"},
          {"grants", "give", "money", "usd/shop", "--usd", "much"},
          {"grants", "give", "net"}
        }) {
      try (Client client = Client.run(home, words)) {
        assertEquals(2, client.exit(), String.join(" ", words));
      }
    }
  }
}
