package alpi.daemon.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FenceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<|im_start|>",
        "<|im_end|>",
        "<|eot_id|>",
        "<｜Assistant｜>",
        "<s>",
        "</s>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "<</SYS>>",
        "<start_of_turn>",
        "<end_of_turn>",
        "<think>",
        "</think>",
        "<tool_call>",
        "<tool_result>",
        "</tool_output>",
        "</TOOL_OUTPUT >",
        "<function_calls>",
        "<invoke name=\"x\">",
        "<ns:invoke>",
        "<system>",
        "\n\nHuman:",
        "\n\nAssistant:"
      })
  void noActiveTokenSurvives(String token) {
    String disarmed = Fence.disarmed("before " + token + " after");
    assertFalse(disarmed.contains(token), disarmed);
    assertEquals("before " + token + " after", disarmed.replace("\u200d", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if (a < b && c > d)",
        "List<String> names = new ArrayList<>();",
        "<div class=\"x\"><span>text</span></div>",
        "a <- b | c",
        "system: on",
        "array[INSTANCE]"
      })
  void ordinaryTextStaysAsItIs(String text) {
    assertEquals(text, Fence.disarmed(text));
  }

  @Test
  void toolOutputNamesItsToolAndItsSource() {
    Labels labels = Labels.of(Source.WEB, false).and(Labels.of(Source.WORKSPACE, true));
    assertEquals(
        "<tool_output tool=\"web_fetch\" source=\"workspace,web\">\nhi\n</tool_output>",
        Fence.toolOutput("web_fetch", labels, "hi"));
    assertTrue(Fence.toolOutput("todo", Labels.NONE, "").contains("source=\"alpi\""));
  }
}
