package alpi.daemon.model;

import java.util.regex.Pattern;

/// Takes the power out of chat-template tokens in what tools return. Some servers read
/// `<|im_start|>` inside a text as the beginning of a message; a zero-width space after the first
/// character leaves it readable and makes it a plain text again.
final class Markup {
  private static final Pattern TOKENS =
      Pattern.compile(
          "<(?=\\|[\\w ./-]{1,40}\\|>|｜[^｜>]{1,40}｜>|/?(?:start_of_turn|end_of_turn|bos|eos"
              + "|tool_call|tool_response|tool_result|tool_results|tool_use|function_calls?|function_results"
              + "|system|assistant|user|think|s)>|</?SYS>>|<SYS>>)"
              + "|\\[(?=/?(?:INST|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\\])");

  private Markup() {}

  static String neutral(String text) {
    return text.indexOf('<') < 0 && text.indexOf('[') < 0
        ? text
        : TOKENS.matcher(text).replaceAll("$0\u200b");
  }

  static ModelMessage.ToolResult neutral(ModelMessage.ToolResult result) {
    String text = neutral(result.text());
    return text.equals(result.text())
        ? result
        : new ModelMessage.ToolResult(
            result.callId(), result.tool(), text, result.ok(), result.images());
  }
}
