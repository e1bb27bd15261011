package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCommandTest {
  @TempDir Path home;

  private static JsonObject output(String stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new JsonObject()
        .put("kind", "output")
        .put("stream", stream)
        .put("data", Base64.getEncoder().encodeToString(bytes));
  }

  private static final FakeDaemon.Script RUNS =
      (request, reply) -> {
        JsonArray argv = request.object("params").array("argv");
        reply.event(output("out", "said " + argv.text(0) + " " + argv.text(1) + "\n"));
        reply.event(output("err", "complained\n"));
        reply.result(
            new JsonObject()
                .put("exit", 7)
                .put("end", "exited")
                .put("notes", new JsonArray().add("renamed .mcp.json"))
                .put("millis", 5));
      };

  @Test
  void streamsACommandAndEndsAsItEnded() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, RUNS);
        Client client = Client.run(daemon.home(), "sandbox", "run", "--", "make", "--help")) {
      assertEquals(7, client.exit(), client.err());
      assertEquals("said make --help\n", client.out());
      assertTrue(client.err().contains("complained\n"), client.err());
      assertTrue(client.err().contains("sandbox: renamed .mcp.json"), client.err());
      JsonObject params = daemon.request("host.sandbox.run").object("params");
      assertTrue(Path.of(params.text("cwd")).isAbsolute());
    }
  }

  @Test
  void tellsProgramsOfACommandInOneObject() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, RUNS);
        Client client = Client.run(daemon.home(), "sandbox", "run", "--json", "--", "a", "b")) {
      assertEquals(7, client.exit(), client.err());
      assertTrue(client.out().contains("\"output\":\"said a b\\n\""), client.out());
      assertTrue(client.out().contains("\"errors\":\"complained\\n\""), client.out());
    }
  }

  @Test
  void asksForACommand() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, RUNS);
        Client client = Client.run(daemon.home(), "sandbox", "run")) {
      assertEquals(2, client.exit());
      assertTrue(client.err().contains("alpi sandbox run -- make test"), client.err());
    }
  }

  @Test
  void failsWhereSomethingIsNotHeldBack() throws Exception {
    JsonObject good =
        new JsonObject().put("name", "one").put("status", "ok").put("detail", "holds");
    JsonObject bad =
        new JsonObject().put("name", "two").put("status", "fail").put("detail", "found: read");
    JsonObject tested =
        new JsonObject().put("checks", new JsonArray().add(good).add(bad)).put("ok", false);
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(tested));
        Client client = Client.run(daemon.home(), "sandbox", "test")) {
      assertEquals(1, client.exit());
      assertEquals("OK    one\nFAIL  two (found: read)\n", client.out());
    }
  }

  @Test
  void saysWhetherThereIsOneByItsExitStatus() throws Exception {
    JsonObject none =
        new JsonObject().put("available", false).put("reason", "bwrap is not installed");
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(none));
        Client client = Client.run(daemon.home(), "sandbox")) {
      assertEquals(1, client.exit());
      assertTrue(client.out().contains("bwrap is not installed"), client.out());
    }
  }
}
