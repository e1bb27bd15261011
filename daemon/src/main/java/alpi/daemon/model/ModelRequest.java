package alpi.daemon.model;

import alpi.alp.json.Json;
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

  /// @param parameters JSON Schema of the arguments
  public record ToolDef(String name, String description, ObjectNode parameters) {
    public static ObjectNode noParameters() {
      ObjectNode schema = Json.object().put("type", "object");
      schema.putObject("properties");
      return schema.put("additionalProperties", false);
    }
  }
}
