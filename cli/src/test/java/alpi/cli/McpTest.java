package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// alpi as a server of the Model Context Protocol.
@Timeout(120)
class McpTest {
  @TempDir Path home;

  private final CountDownLatch cancelled = new CountDownLatch(1);

  private final FakeDaemon.Script script =
      (request, reply) -> {
        JsonObject params = request.object("params");
        switch (request.text("method")) {
          case "host.session.search" ->
              reply.result(new JsonObject().put("hits", new JsonArray()).put("got", params));
          case "host.peer.list" -> reply.error("not_found", "There is no profile.");
          case "host.chat.cancel" -> {
            cancelled.countDown();
            reply.result(new JsonObject().put("cancelled", true));
          }
          case "host.chat.send" -> {
            reply.accepted("t1");
            if (params.text("text").equals("wait")) {
              return;
            }
            reply.event(
                new JsonObject()
                    .put("kind", "tool.called")
                    .put("tool", "shell")
                    .put("summary", "run make"));
            reply.done(params.text("from") + ": " + params.text("text"));
          }
          default -> reply.result(new JsonObject());
        }
      };

  private static String hello(String revision) {
    return "{\"protocolVersion\":\""
        + revision
        + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}";
  }

  private static String call(String tool, String arguments) {
    return "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
  }

  private static String said(JsonObject answer) {
    return answer.object("result").array("content").object(0).text("text");
  }

  @Test
  void agreesOnTheRevisionThatBothKnow() throws Exception {
    for (String[] pair :
        new String[][] {
          {"2025-06-18", "2025-06-18"}, {"2025-11-25", "2025-11-25"}, {"2031-01-01", "2025-11-25"}
        }) {
      try (PipedPartner client = new PipedPartner(home, "mcp", "serve")) {
        JsonObject result = client.ask(1, "initialize", hello(pair[0])).object("result");
        assertEquals(pair[1], result.text("protocolVersion"));
        assertEquals("alpi", result.object("serverInfo").text("name"));
        assertTrue(result.object("capabilities").has("tools"));
        client.tell("notifications/initialized", "{}");
        assertTrue(client.ask(2, "ping", "{}").object("result").isEmpty());
        assertEquals(0, client.end());
      }
    }
  }

  @Test
  void tellsOfEachToolWhetherItOnlyReads() throws Exception {
    try (PipedPartner client = new PipedPartner(home, "mcp")) {
      assertEquals(-32600, client.ask(1, "tools/list", "{}").object("error").number("code"));
      client.ask(2, "initialize", hello("2025-06-18"));
      JsonArray tools = client.ask(3, "tools/list", "{}").object("result").array("tools");
      int readers = 0;
      for (int i = 0; i < tools.size(); i++) {
        JsonObject hints = tools.object(i).object("annotations");
        readers += hints.flag("readOnlyHint") ? 1 : 0;
        assertFalse(hints.flag("readOnlyHint") && hints.flag("destructiveHint"));
        assertEquals("object", tools.object(i).object("inputSchema").text("type"));
      }
      assertEquals(tools.size() - 1, readers, "only ask_alpi does anything");
      assertEquals(
          -32602,
          client.ask(4, "tools/list", "{\"cursor\":\"7x\"}").object("error").number("code"));
    }
    try (PipedPartner client = new PipedPartner(home, "mcp", "serve", "--ask-peers")) {
      client.ask(1, "initialize", hello("2025-06-18"));
      assertTrue(
          PipedPartner.text(List.of(client.ask(2, "tools/list", "{}"))).contains("ask_peer"));
    }
  }

  @Test
  void answersCallsAndSaysWhatIsWrongWithThem() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        PipedPartner client = new PipedPartner(daemon.home(), "-p", "work", "mcp", "serve")) {
      client.ask(1, "initialize", hello("2025-11-25"));
      JsonObject found = client.ask(2, "tools/call", call("recall", "{\"query\":\"invoice\"}"));
      JsonObject got = found.object("result").object("structuredContent").object("got");
      assertEquals("invoice", got.text("query"));
      assertEquals("work", got.text("profile"));
      assertFalse(found.object("result").flag("isError"));
      JsonObject wrong = client.ask(3, "tools/call", call("recall", "{\"query\":1,\"x\":2}"));
      assertTrue(wrong.object("result").flag("isError"));
      assertTrue(said(wrong).contains("`query` is no string"), said(wrong));
      assertTrue(said(wrong).contains("there is no `x`"), said(wrong));
      JsonObject refused = client.ask(4, "tools/call", call("list_peers", "{}"));
      assertTrue(refused.object("result").flag("isError"));
      assertTrue(said(refused).contains("There is no profile."), said(refused));
      JsonObject unknown = client.ask(5, "tools/call", call("nope", "{}"));
      assertEquals(-32602, unknown.object("error").number("code"));
      assertEquals(-32601, client.ask(6, "prompts/list", "{}").object("error").number("code"));
    }
  }

  @Test
  void refusesWhatIsNoMessageAndGoesOn() throws Exception {
    try (PipedPartner client = new PipedPartner(home, "mcp", "serve")) {
      client.raw("{nonsense");
      assertEquals(-32700, client.next().object("error").number("code"));
      client.raw("[]");
      assertEquals(-32600, client.next().object("error").number("code"));
      client.raw("{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}");
      assertEquals(-32600, client.next().object("error").number("code"));
      client.raw("");
      assertTrue(client.ask(9, "ping", "{}").has("result"));
    }
  }

  @Test
  void asksWithTheWordsOfAProgramAndTellsHowFarItIs() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        PipedPartner client = new PipedPartner(daemon.home(), "mcp", "serve")) {
      client.ask(1, "initialize", hello("2025-11-25"));
      client.request(
          2,
          "tools/call",
          "{\"name\":\"ask_alpi\",\"arguments\":{\"text\":\"go\"},"
              + "\"_meta\":{\"progressToken\":\"p\"}}");
      List<JsonObject> seen = client.until(2);
      assertEquals("mcp: go", said(seen.getLast()));
      assertEquals("t1", seen.getLast().object("result").object("structuredContent").text("turn"));
      JsonObject progress = seen.getFirst().object("params");
      assertEquals("p", progress.text("progressToken"));
      assertEquals("shell: run make", progress.text("message"));
    }
  }

  @Test
  void stopsTheTurnThatItsClientNoLongerWants() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        PipedPartner client = new PipedPartner(daemon.home(), "mcp", "serve")) {
      client.ask(1, "initialize", hello("2025-11-25"));
      client.request(2, "tools/call", call("ask_alpi", "{\"text\":\"wait\"}"));
      var _ = daemon.request("host.chat.send");
      client.tell("notifications/cancelled", "{\"requestId\":2}");
      assertTrue(cancelled.await(60, TimeUnit.SECONDS));
      assertTrue(client.ask(3, "ping", "{}").has("result"));
    }
  }
}
