package alpi.daemon.model;

import alpi.alp.json.Json;
import alpi.daemon.config.Redactor;
import alpi.daemon.egress.Errand;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// One call of a model. `system`, then `tools`, then `messages` are sent in this order and byte for
/// byte the same from turn to turn as far as they are the same, so that the vendor's prefix cache
/// holds.
///
/// @param tools sorted by name; empty for a call that must answer in text
/// @param outputSchema JSON Schema that the answer must satisfy, where the wire can demand it
/// @param errand on whose behalf, for the ledger of what left the machine
public record ModelRequest(
    String system,
    List<ToolDef> tools,
    List<ModelMessage> messages,
    OptionalInt maxOutputTokens,
    Optional<ObjectNode> outputSchema,
    Optional<Errand> errand) {
  public ModelRequest {
    tools = List.copyOf(tools);
    messages = List.copyOf(messages);
  }

  /// On nobody's behalf.
  public ModelRequest(
      String system,
      List<ToolDef> tools,
      List<ModelMessage> messages,
      OptionalInt maxOutputTokens,
      Optional<ObjectNode> outputSchema) {
    this(system, tools, messages, maxOutputTokens, outputSchema, Optional.empty());
  }

  /// The same request on somebody's behalf.
  public ModelRequest on(Errand whose) {
    return new ModelRequest(
        system, tools, messages, maxOutputTokens, outputSchema, Optional.of(whose));
  }

  /// The same request without secrets in any of its texts.
  public ModelRequest without(Redactor secrets) {
    return new ModelRequest(
        secrets.redact(system),
        tools,
        messages.stream().map(message -> clean(message, secrets)).toList(),
        maxOutputTokens,
        outputSchema,
        errand);
  }

  private static ModelMessage clean(ModelMessage message, Redactor secrets) {
    return switch (message) {
      case ModelMessage.User(String text, var images) ->
          new ModelMessage.User(secrets.redact(text), images);
      case ModelMessage.Assistant(String text, var calls, var opaque) ->
          new ModelMessage.Assistant(
              secrets.redact(text),
              calls.stream()
                  .map(call ->
                      new ModelMessage.ToolCall(
                          call.id(), call.name(), secrets.redact(call.arguments())))
                  .toList(),
              opaque);
      case ModelMessage.ToolResult result ->
          new ModelMessage.ToolResult(
              result.callId(),
              result.tool(),
              secrets.redact(result.text()),
              result.ok(),
              result.images());
    };
  }

  /// @param parameters JSON Schema of the arguments
  public record ToolDef(String name, String description, ObjectNode parameters) {
    public static ObjectNode noParameters() {
      ObjectNode schema = Json.object().put("type", "object");
      schema.putObject("properties");
      return schema.put("additionalProperties", false);
    }
  }
}
