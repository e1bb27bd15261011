package alpi.cli.acp;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonValue;
import java.nio.charset.StandardCharsets;

/// Calls of tools as editors show them.
final class AcpCalls {
  private AcpCalls() {}

  /// A call with its exact arguments.
  ///
  /// @param call `id`, `tool` and `arguments`, as the conversation holds them
  static JsonObject called(JsonObject call, String title) {
    JsonObject arguments = arguments(call);
    JsonObject json =
        new JsonObject()
            .put("toolCallId", call.text("id"))
            .put("title", title)
            .put("kind", kind(call.text("tool")))
            .put("status", "in_progress")
            .put("rawInput", arguments);
    String path = arguments.text("path");
    return path.isEmpty()
        ? json
        : json.put("locations", new JsonArray().add(new JsonObject().put("path", path)));
  }

  /// What came of a call, as the conversation holds it.
  static JsonObject answered(JsonObject result, JsonObject message) {
    return ended(result.text("call"), result.flag("ok"), message.text("text"), new JsonArray());
  }

  /// What came of a call.
  ///
  /// @param diffs what it changed, in files
  static JsonObject ended(String call, boolean ok, String text, JsonArray diffs) {
    if (!text.isEmpty()) {
      diffs.add(
          new JsonObject()
              .put("type", "content")
              .put("content", new JsonObject().put("type", "text").put("text", text)));
    }
    return new JsonObject()
        .put("toolCallId", call)
        .put("status", ok ? "completed" : "failed")
        .put("content", diffs);
  }

  /// Arguments as an object; empty when they are none.
  static JsonObject arguments(JsonObject call) {
    if (call.get("arguments") instanceof JsonObject object) {
      return object;
    }
    byte[] text = call.text("arguments").getBytes(StandardCharsets.UTF_8);
    try {
      JsonValue value = JsonReader.read(text, 0, text.length);
      return value instanceof JsonObject object ? object : new JsonObject();
    } catch (JsonFault e) {
      return new JsonObject(); // what a model wrote need not be JSON
    }
  }

  static String kind(String tool) {
    return switch (tool) {
      case "read", "list" -> "read";
      case "write", "edit" -> "edit";
      case "search", "recall" -> "search";
      case "shell" -> "execute";
      case "web_fetch", "web_search" -> "fetch";
      case "todo" -> "think";
      default -> "other";
    };
  }

  /// The steps of a list that the agent keeps, as a plan.
  static JsonObject plan(JsonArray items) {
    JsonArray entries = new JsonArray();
    for (int i = 0; i < items.size(); i++) {
      entries.add(
          new JsonObject()
              .put("content", items.object(i).text("text"))
              .put("priority", "medium")
              .put(
                  "status",
                  switch (items.object(i).text("status")) {
                    case "done" -> "completed";
                    case "doing" -> "in_progress";
                    default -> "pending";
                  }));
    }
    return new JsonObject().put("entries", entries);
  }
}
