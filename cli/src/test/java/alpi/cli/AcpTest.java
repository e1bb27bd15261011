package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// alpi as an agent of the Agent Client Protocol.
@Timeout(120)
class AcpTest {
  private static final String SESSION = "s0000000000000000a";

  @TempDir Path home;

  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);

  private static String prompt(String blocks) {
    return "{\"sessionId\":\"" + SESSION + "\",\"prompt\":[" + blocks + "]}";
  }

  private static String words(String text) {
    return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
  }

  private static JsonObject kind(String kind) {
    return new JsonObject().put("kind", kind);
  }

  private static String sha(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private void serve(JsonObject request, FakeDaemon.Reply reply) throws java.io.IOException {
    JsonObject params = request.object("params");
    switch (request.text("method")) {
      case "host.session.create" -> reply.result(new JsonObject().put("id", SESSION));
      case "host.session.show" -> {
        if (params.text("id").equals(SESSION)) {
          reply.result(conversation());
        } else {
          reply.error("not_found", "There is no conversation.");
        }
      }
      case "host.approval.answer" -> {
        reply.result(params);
        answered.countDown();
      }
      case "host.chat.cancel" -> {
        reply.result(new JsonObject().put("cancelled", true));
        cancelled.countDown();
      }
      case "host.events.read" -> reply.result(changes());
      case "host.blob.get" ->
          reply.result(
              new JsonObject()
                  .put(
                      "base64",
                      Base64.getEncoder().encodeToString("old".getBytes(StandardCharsets.UTF_8)))
                  .put("eof", true));
      case "host.chat.send" -> turn(params, reply);
      default -> reply.error("not_found", "What is " + request.text("method") + "?");
    }
  }

  private static JsonObject conversation() {
    JsonObject call =
        new JsonObject()
            .put("id", "c1")
            .put("tool", "write")
            .put("arguments", "{\"path\":\"/ws/a.txt\",\"content\":\"new\"}");
    return new JsonObject()
        .put(
            "messages",
            new JsonArray()
                .add(new JsonObject().put("role", "user").put("text", "write it"))
                .add(
                    new JsonObject()
                        .put("role", "assistant")
                        .put("text", "I will.")
                        .put("said", new JsonObject().put("calls", new JsonArray().add(call))))
                .add(
                    new JsonObject()
                        .put("role", "tool")
                        .put("text", "written")
                        .put("result", new JsonObject().put("call", "c1").put("ok", true))));
  }

  private JsonObject changes() {
    try {
      Path file = Files.writeString(home.resolve("a.txt"), "new");
      JsonObject body =
          new JsonObject()
              .put("path", file.toString())
              .put("before", sha("old"))
              .put("after", sha("new"));
      return new JsonObject()
          .put("events", new JsonArray().add(new JsonObject().put("span", "c1").put("body", body)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void turn(JsonObject params, FakeDaemon.Reply reply) throws java.io.IOException {
    reply.accepted("t1");
    if (params.text("text").equals("wait")) {
      await(cancelled);
      reply.result(new JsonObject().put("state", "cancelled"));
      return;
    }
    if (params.text("text").equals("fail")) {
      reply.failed("model_unreachable", "The model is away.");
      return;
    }
    reply.text(1, 0, "I will.");
    reply.event(
        kind("approval.asked")
            .put(
                "approval",
                new JsonObject()
                    .put("id", "a1")
                    .put("tool", "write")
                    .put("summary", "write a.txt")
                    .put("arguments", "{}")
                    .put("taint", new JsonArray().add("web"))
                    .put("rememberable", true)));
    await(answered);
    reply.event(
        kind("tool.called").put("call", "c1").put("tool", "write").put("summary", "write a.txt"));
    reply.event(
        kind("tool.answered")
            .put("call", "c1")
            .put("tool", "write")
            .put("ok", true)
            .put("preview", "written"));
    reply.text(2, 0, "Done.");
    reply.done("Done. " + params.object("stdin").text("text"));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static PipedPartner editor(FakeDaemon daemon) throws Exception {
    PipedPartner editor = new PipedPartner(daemon.home(), "acp");
    JsonObject result =
        editor
            .ask(1, "initialize", "{\"protocolVersion\":1,\"clientCapabilities\":{}}")
            .object("result");
    assertEquals(1, result.number("protocolVersion"));
    assertTrue(result.object("agentCapabilities").flag("loadSession"));
    return editor;
  }

  @Test
  void tellsATurnAsItGoesAndAsksThePersonAtTheEditor() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, this::serve);
        PipedPartner editor = editor(daemon)) {
      JsonObject made = editor.ask(2, "session/new", "{\"cwd\":\"/ws\",\"mcpServers\":[]}");
      assertEquals(SESSION, made.object("result").text("sessionId"));
      editor.request(
          3,
          "session/prompt",
          prompt(
              words("write it")
                  + ",{\"type\":\"resource\",\"resource\":{\"uri\":\"file:///ws/b.txt\","
                  + "\"text\":\"beside\"}}"));
      JsonObject said = editor.next();
      assertEquals("agent_message_chunk", update(said).text("sessionUpdate"));
      JsonObject asked = editor.next();
      assertEquals("session/request_permission", asked.text("method"));
      assertEquals(
          "write a.txt (after words from: web)",
          asked.object("params").object("toolCall").text("title"));
      assertEquals(4, asked.object("params").array("options").size());
      editor.raw(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + asked.number("id")
              + ",\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"session\"}}}");
      List<JsonObject> rest = editor.until(3);
      assertEquals("end_turn", rest.getLast().object("result").text("stopReason"));
      JsonObject called = update(rest.get(0));
      assertEquals("edit", called.text("kind"));
      assertEquals("/ws/a.txt", called.array("locations").object(0).text("path"));
      assertEquals("new", called.object("rawInput").text("content"));
      JsonObject diff = update(rest.get(1)).array("content").object(0);
      assertEquals("diff", diff.text("type"));
      assertEquals("old", diff.text("oldText"));
      assertEquals("new", diff.text("newText"));
      assertEquals("\n\nDone.", update(rest.get(2)).object("content").text("text"));
      JsonObject sent = daemon.request("host.chat.send").object("params");
      assertEquals("write it /ws/b.txt", sent.text("text"));
      assertEquals("/ws", sent.text("cwd"));
      assertTrue(sent.object("stdin").text("text").contains("beside"));
      assertFalse(sent.has("from"), "the person at the editor is the owner");
      assertEquals(
          "session", daemon.request("host.approval.answer").object("params").text("choice"));
    }
  }

  private static JsonObject update(JsonObject message) {
    assertEquals("session/update", message.text("method"));
    return message.object("params").object("update");
  }

  @Test
  void stopsATurnOnRequest() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, this::serve);
        PipedPartner editor = editor(daemon)) {
      editor.ask(2, "session/new", "{\"cwd\":\"/ws\",\"mcpServers\":[]}");
      editor.request(3, "session/prompt", prompt(words("wait")));
      var _ = daemon.request("host.chat.send");
      editor.tell("session/cancel", "{\"sessionId\":\"" + SESSION + "\"}");
      assertEquals("cancelled", editor.until(3).getLast().object("result").text("stopReason"));
    }
  }

  @Test
  void saysWhyATurnFailed() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, this::serve);
        PipedPartner editor = editor(daemon)) {
      editor.ask(2, "session/new", "{\"cwd\":\"/ws\",\"mcpServers\":[]}");
      JsonObject failed = editor.ask(3, "session/prompt", prompt(words("fail")));
      assertTrue(failed.object("error").text("message").contains("The model is away."));
      JsonObject picture = editor.ask(4, "session/prompt", prompt("{\"type\":\"image\"}"));
      assertEquals(-32602, picture.object("error").number("code"));
      assertEquals(
          -32602,
          editor
              .ask(5, "session/prompt", "{\"sessionId\":\"other\",\"prompt\":[]}")
              .object("error")
              .number("code"));
      assertEquals(-32601, editor.ask(6, "session/fly", "{}").object("error").number("code"));
      assertEquals(0, editor.end());
    }
  }

  @Test
  void tellsAConversationThatIsTakenUpAgain() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, this::serve);
        PipedPartner editor = editor(daemon)) {
      editor.request(
          2,
          "session/load",
          "{\"sessionId\":\"" + SESSION + "\",\"cwd\":\"/ws\",\"mcpServers\":[]}");
      List<JsonObject> seen = editor.until(2);
      assertEquals(
          List.of("user_message_chunk", "agent_message_chunk", "tool_call", "tool_call_update"),
          seen.subList(0, 4).stream().map(each -> update(each).text("sessionUpdate")).toList());
      assertTrue(seen.getLast().has("result"));
      JsonObject gone =
          editor.ask(3, "session/load", "{\"sessionId\":\"s9\",\"cwd\":\"/\",\"mcpServers\":[]}");
      assertEquals(-32002, gone.object("error").number("code"));
    }
  }
}
