package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What servers that call themselves compatible really send.
final class ChatQuirksTest {
  private final Asked asked = new Asked();

  @AfterEach
  void close() {
    asked.close();
  }

  private void hear(String... chunks) throws InterruptedException {
    String stream = "data: " + String.join("\n\ndata: ", chunks) + "\n\n";
    try (var server = ScriptedModelServer.start((_, _, reply) -> reply.stream(stream))) {
      asked.ask(
          asked.model(new WireScript.Chat(), server.url("/v1"), Asked.TIMEOUTS), Asked.say("hi"));
    }
  }

  @Test
  void bearsNullDeltasAndAMissingDone() throws InterruptedException {
    hear(
        "{\"choices\":[{\"delta\":null}]}",
        "{\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":null}}],\"usage\":null}",
        "{\"choices\":[{\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}");
    assertEquals("ok", asked.text());
  }

  @Test
  void joinsToolCallsWithoutIndex() throws InterruptedException {
    hear(
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"list\","
            + "\"arguments\":\"{\\\"x\\\"\"}}]}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\":1}\"}}]}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"read\","
            + "\"arguments\":{\"y\":2}}}]},\"finish_reason\":\"tool_calls\"}]}");
    assertEquals(
        List.of(
            new ModelMessage.ToolCall("a", "list", "{\"x\":1}"),
            new ModelMessage.ToolCall("b", "read", "{\"y\":2}")),
        asked.calls());
  }

  @Test
  void passesOnArgumentsThatAreNotJson() throws InterruptedException {
    hear(
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":"
            + "{\"name\":\"list\",\"arguments\":\"{oops\"}}]},\"finish_reason\":\"tool_calls\"}]}");
    assertEquals("{oops", asked.calls().getFirst().arguments());
  }

  @Test
  void keepsReasoningApartAndHandsItBackWithTheCalls() throws InterruptedException {
    hear(
        "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":"
            + "{\"name\":\"list\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}");
    assertEquals(new ModelEvent.Reasoning("hm"), asked.events.getFirst());
    ModelMessage.Assistant said = asked.finished().message();
    String body = new ChatWire("max_tokens").body("m", Asked.request("", said)).toString();
    assertTrue(body.contains("\"reasoning_content\":\"hm\""), body);
    String other = new MessagesWire().body("m", Asked.request("", said)).toString();
    assertTrue(!other.contains("reasoning_content"), other);
  }
}
