package alpi.cli.mcp;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonWriter;

/// What a tool came to.
///
/// @param text for the model that asked
/// @param data the same for programs; empty for none
/// @param failed whether it went wrong
record McpAnswer(String text, JsonObject data, boolean failed) {
  /// The daemon's own answer, as text and as data.
  static McpAnswer of(JsonObject data) {
    return new McpAnswer(JsonWriter.text(data), data, false);
  }

  static McpAnswer failure(String sentence) {
    return new McpAnswer(sentence, new JsonObject(), true);
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put(
                "content",
                new JsonArray().add(new JsonObject().put("type", "text").put("text", text)))
            .put("isError", failed);
    return data.isEmpty() ? json : json.put("structuredContent", data);
  }
}
