package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of JSON Schema 2020-12 that an answer is really checked against. A schema that asks for
/// more is refused when it is handed in, so that nobody relies on a rule which nobody applies.
final class SchemaGrammar {
  /// Deepest nesting of a schema.
  static final int MAX_DEPTH = 32;

  static final Set<String> TYPES =
      Set.of("null", "boolean", "object", "array", "number", "integer", "string");

  /// Said about a value, not demanded of it. `format` is such a note, as the standard has it.
  private static final Set<String> NOTES =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "title",
          "description",
          "default",
          "examples",
          "format",
          "deprecated",
          "readOnly",
          "writeOnly");

  private static final String KNOWN =
      "Known are type, enum, const, properties, required, additionalProperties, minProperties,"
          + " maxProperties, items, minItems, maxItems, uniqueItems, minLength, maxLength, minimum,"
          + " maximum, exclusiveMinimum, exclusiveMaximum, anyOf, oneOf, allOf, not, $defs and $ref"
          + " to #/$defs/NAME.";

  private final ObjectNode root;

  private SchemaGrammar(ObjectNode root) {
    this.root = root;
  }

  /// Refuses a schema that could not be applied as it stands.
  ///
  /// @throws Problem `invalid_params`
  static void require(ObjectNode schema) {
    new SchemaGrammar(schema).schema(schema, "$", 0);
  }

  private void schema(JsonNode schema, String at, int depth) {
    if (depth > MAX_DEPTH) {
      throw broken(at, "nests deeper than " + MAX_DEPTH + " levels");
    }
    if (schema.isBoolean()) {
      return;
    }
    if (!schema.isObject()) {
      throw broken(at, "is no schema");
    }
    for (Map.Entry<String, JsonNode> rule : schema.properties()) {
      rule(rule.getKey(), rule.getValue(), at + "." + rule.getKey(), depth);
    }
  }

  private void rule(String keyword, JsonNode value, String at, int depth) {
    switch (keyword) {
      case "type" -> type(value, at);
      case "enum" -> demand(value.isArray() && !value.isEmpty(), at, "is no list of values");
      case "const" -> {}
      case "properties", "$defs", "definitions" -> named(value, at, depth);
      case "required" ->
          demand(
              value.isArray() && value.valueStream().allMatch(JsonNode::isString),
              at,
              "is no list of names");
      case "additionalProperties", "items", "not" -> schema(value, at, depth + 1);
      case "anyOf", "oneOf", "allOf" -> listed(value, at, depth);
      case "minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength" ->
          demand(value.canConvertToInt() && value.asInt() >= 0, at, "is no count");
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
          demand(value.isNumber(), at, "is no number");
      case "uniqueItems" -> demand(value.isBoolean(), at, "is neither true nor false");
      case "$ref" -> demand(value.isString() && leads(value.asString()), at, "leads nowhere");
      default -> {
        if (!NOTES.contains(keyword)) {
          throw broken(at, "is a rule that alpi does not check");
        }
      }
    }
  }

  private static void type(JsonNode value, String at) {
    boolean one = value.isString() && TYPES.contains(value.asString());
    boolean several =
        value.isArray()
            && !value.isEmpty()
            && value.valueStream().allMatch(t -> t.isString() && TYPES.contains(t.asString()));
    demand(one || several, at, "names no type of JSON");
  }

  private void named(JsonNode value, String at, int depth) {
    demand(value.isObject(), at, "is no object of schemas");
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      schema(each.getValue(), at + "." + each.getKey(), depth + 1);
    }
  }

  private void listed(JsonNode value, String at, int depth) {
    demand(value.isArray() && !value.isEmpty(), at, "is no list of schemas");
    for (int index = 0; index < value.size(); index++) {
      schema(value.get(index), at + "[" + index + "]", depth + 1);
    }
  }

  private boolean leads(String reference) {
    return !target(root, reference).isMissingNode();
  }

  /// The schema that a reference names; missing when it names none.
  static JsonNode target(JsonNode root, String reference) {
    String[] parts = reference.split("/", -1);
    if (reference.equals("#")) {
      return root;
    }
    boolean local =
        parts.length == 3
            && parts[0].equals("#")
            && (parts[1].equals("$defs") || parts[1].equals("definitions"));
    return local ? root.path(parts[1]).path(parts[2]) : root.path("$defs").path("/");
  }

  private static void demand(boolean met, String at, String otherwise) {
    if (!met) {
      throw broken(at, otherwise);
    }
  }

  private static Problem broken(String at, String what) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS, "In the output schema, " + at + " " + what + ".", KNOWN);
  }
}
