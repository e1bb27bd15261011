package alpi.daemon.host.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.WireRecords;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EditorVerbsTest extends OpenVerbs {
  private static final String ASK = "{\"ask\":\"e0000000000000000a\"";

  @Test
  void anAnswerThatNobodyWaitsForIsNotTaken() {
    assertFalse(at.result("host.editor.answer", ASK + "}").path("taken").asBoolean());
    assertFalse(
        at.result("host.editor.answer", ASK + ",\"refused\":\"no\"}").path("taken").asBoolean());
  }

  @Test
  void refusesAnAnswerThatSaysTwoThingsOrTooMuch() {
    assertEquals(
        "invalid_params",
        at.code("host.editor.answer", ASK + ",\"text\":\"a\",\"refused\":\"b\"}"));
    String full = "x".repeat(EditorVerbs.MAX_REASON);
    assertTrue(at.ask("host.editor.answer", ASK + ",\"refused\":\"" + full + "\"}").has("result"));
    assertEquals(
        "invalid_params", at.code("host.editor.answer", ASK + ",\"refused\":\"x" + full + "\"}"));
  }

  @Test
  void saysNothingOfWhatFilesHoldInALog() {
    var answer =
        WireRecords.params(
            EditorVerbs.Answer.class, Optional.of(Json.parse(ASK + ",\"text\":\"canary\"}")));
    assertFalse(answer.toString().contains("canary"));
  }
}
