package alpi.daemon.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A conversation in the alternation that wires expect: what the model said, then everything it is
/// told before it speaks again.
final class Turns {
  private Turns() {}

  sealed interface Turn {}

  record Said(ModelMessage.Assistant message) implements Turn {}

  /// @param results in the order of the calls
  record Asked(List<ModelMessage.ToolResult> results, List<ModelMessage.User> users)
      implements Turn {}

  static List<Turn> grouped(List<ModelMessage> messages) {
    var turns = new ArrayList<Turn>();
    var results = new ArrayList<ModelMessage.ToolResult>();
    var users = new ArrayList<ModelMessage.User>();
    for (ModelMessage message : messages) {
      switch (message) {
        case ModelMessage.Assistant said -> {
          flush(turns, results, users);
          turns.add(new Said(said));
        }
        case ModelMessage.ToolResult result -> results.add(Markup.neutral(result));
        case ModelMessage.User user -> users.add(user);
      }
    }
    flush(turns, results, users);
    return turns;
  }

  /// What the same wire wanted back unchanged.
  static Optional<JsonNode> kept(ModelMessage.Assistant said, String wire) {
    return said.opaque().filter(o -> o.wire().equals(wire)).map(ModelMessage.Opaque::value);
  }

  /// Whether kept items make exactly the calls that the message has; when the conversation was
  /// changed since, they would speak of calls that are not there.
  static boolean sameCalls(ModelMessage.Assistant said, JsonNode items) {
    List<String> kept =
        items
            .valueStream()
            .filter(item -> item.path("type").asString("").matches("function_call|tool_use"))
            .map(item -> item.path(item.has("call_id") ? "call_id" : "id").asString(""))
            .toList();
    return kept.equals(said.calls().stream().map(ModelMessage.ToolCall::id).toList());
  }

  static String text(ModelMessage.ToolResult result) {
    return result.ok() ? result.text() : "Error: " + result.text();
  }

  static String dataUrl(ModelMessage.Image image) {
    return "data:" + image.mediaType() + ";base64," + image.base64();
  }

  private static void flush(
      List<Turn> turns, List<ModelMessage.ToolResult> results, List<ModelMessage.User> users) {
    if (!results.isEmpty() || !users.isEmpty()) {
      turns.add(new Asked(List.copyOf(results), List.copyOf(users)));
      results.clear();
      users.clear();
    }
  }
}
