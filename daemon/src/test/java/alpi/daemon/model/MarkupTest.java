package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import alpi.daemon.config.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkupTest {
  private static final List<String> TOKENS =
      List.of(
          "<|im_start|>",
          "<|eot_id|>",
          "<|start_header_id|>",
          "<start_of_turn>",
          "</tool_result>",
          "<tool_call>",
          "</s>",
          "[INST]",
          "[/INST]",
          "<<SYS>>",
          "</think>",
          "<system>");

  @Test
  void reachesNoWireFromAToolResult() {
    String page = "before " + String.join(" x ", TOKENS) + " after";
    var result = new ModelMessage.ToolResult("c1", "web_fetch", page, true, List.of());
    for (Wire wire : Wire.values()) {
      String body = WireFormat.of(wire, false).body("m", Asked.request("", result)).toString();
      for (String token : TOKENS) {
        assertFalse(body.contains(token), wire + " sends " + token);
      }
    }
  }

  @Test
  void leavesOrdinaryTextAlone() {
    String text = "if (a < b && c > d) { List<String> s = x[0]; } <div>a | b</div> <|> a[INST";
    assertEquals(text, Markup.neutral(text));
  }
}
