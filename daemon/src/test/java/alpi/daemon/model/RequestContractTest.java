package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import alpi.daemon.egress.Timeouts;
import alpi.daemon.model.WireScript.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every adapter must send, whatever its wire, and the tools of both contracts.
abstract class RequestContractTest {
  static final Answer HELLO = Answer.text("Grüß", " dich, ", "Welt 🌍", ".");

  final Asked asked = new Asked();

  abstract WireScript script();

  @AfterEach
  void close() {
    asked.close();
  }

  final ScriptedModelServer.Request ask(ScriptedModelServer.Script behaviour, String text)
      throws InterruptedException {
    return ask(behaviour, Asked.say(text), Asked.TIMEOUTS);
  }

  final ScriptedModelServer.Request ask(
      ScriptedModelServer.Script behaviour, ModelRequest request, Timeouts timeouts)
      throws InterruptedException {
    try (var server = ScriptedModelServer.start(behaviour)) {
      asked.ask(asked.model(script(), server.url("/v1"), timeouts), request);
      return server.requests().getLast();
    }
  }

  final Problem refused(ScriptedModelServer.Script behaviour) {
    return refused(behaviour, Asked.TIMEOUTS);
  }

  final Problem refused(ScriptedModelServer.Script behaviour, Timeouts timeouts) {
    return assertThrows(Problem.class, () -> ask(behaviour, Asked.say("hi"), timeouts));
  }

  @Test
  void sendsImages() throws InterruptedException {
    var image = new ModelMessage.Image("image/png", "aW1hZ2U=");
    ModelRequest request =
        Asked.request("", new ModelMessage.User("What is this?", List.of(image)));
    var sent = ask((_, _, reply) -> reply.stream(script().stream(HELLO)), request, Asked.TIMEOUTS);
    assertTrue(sent.body().contains("aW1hZ2U="), sent.body());
    assertTrue(sent.body().contains("image/png"), sent.body());
  }

  @Test
  void sendsToolResultsAfterTheirCalls() throws InterruptedException {
    ModelRequest request = conversation();
    var sent = ask((_, _, reply) -> reply.stream(script().stream(HELLO)), request, Asked.TIMEOUTS);
    int call = sent.body().indexOf("\"src\"") + sent.body().indexOf("\\\"src\\\"");
    int result = sent.body().indexOf("a.java");
    assertTrue(call >= 0 && result > call, sent.body());
    assertTrue(sent.body().contains("no such file"), sent.body());
  }

  @Test
  void sendsTheSameBytesForTheSameRequest() throws InterruptedException {
    ScriptedModelServer.Script hello = (_, _, reply) -> reply.stream(script().stream(HELLO));
    String first = ask(hello, conversation(), Asked.TIMEOUTS).body();
    assertEquals(first, ask(hello, conversation(), Asked.TIMEOUTS).body());
    String shorter = ask(hello, "list it").body();
    int prefix = shorter.indexOf("list it");
    assertEquals(shorter.substring(0, prefix), first.substring(0, prefix));
    assertTrue(shorter.substring(0, prefix).contains("You help."));
    assertTrue(shorter.substring(0, prefix).contains("Lists."));
  }

  private static ModelRequest conversation() {
    return Asked.request(
        "You help.",
        new ModelMessage.User("list it", List.of()),
        new ModelMessage.Assistant(
            "Looking.",
            List.of(
                new ModelMessage.ToolCall("call_a", "list", "{\"path\":\"src\"}"),
                new ModelMessage.ToolCall("call_b", "read", "not json")),
            Optional.empty()),
        new ModelMessage.ToolResult("call_a", "list", "a.java", true, List.of()),
        new ModelMessage.ToolResult("call_b", "read", "no such file", false, List.of()));
  }
}
