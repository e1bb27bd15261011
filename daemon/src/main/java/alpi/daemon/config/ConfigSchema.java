package alpi.daemon.config;

import alpi.alp.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (draft 2020-12) of `config.yaml`, made from the same records that load it.
public final class ConfigSchema {
  private ConfigSchema() {}

  public static ObjectNode json() {
    ObjectNode schema = Json.object();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "alpi config.yaml");
    ObjectNode body = of(Shapes.PROFILE, EffectiveJson.of(ProfileConfig.defaults()));
    body.properties().forEach(entry -> schema.set(entry.getKey(), entry.getValue()));
    return schema;
  }

  private static ObjectNode of(Shape shape, JsonNode value) {
    ObjectNode schema = Json.object();
    switch (shape) {
      case Shape.Group group -> group(group, value, schema);
      case Shape.Named named -> {
        schema.put("type", "object").put("maxProperties", Shape.MAX_ITEMS);
        schema.putObject("propertyNames").put("pattern", whole(named.names().pattern()));
        schema.set("additionalProperties", of(named.of(), Json.object()));
      }
      case Shape.Many many -> {
        schema.put("type", "array").put("maxItems", Shape.MAX_ITEMS);
        schema.set("items", of(many.of(), Json.object()));
      }
      case Shape.Text text -> {
        schema.put("type", "string").put("maxLength", Shape.MAX_TEXT);
        text.pattern().ifPresent(it -> schema.put("pattern", whole(it.pattern())));
      }
      case Shape.Flag _ -> schema.put("type", "boolean");
      case Shape.Whole whole ->
          schema.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
      case Shape.Money money ->
          schema.put("type", "number").put("minimum", money.min()).put("maximum", money.max());
      case Shape.Span _ -> schema.put("type", "string").put("pattern", "^[0-9]{1,12}(ms|s|m|h|d)$");
      case Shape.Size _ ->
          schema.put("type", "string").put("pattern", "^[0-9]{1,15}(B|KiB|MiB|GiB)$");
      case Shape.Choice choice -> {
        ArrayNode names = schema.put("type", "string").putArray("enum");
        choice.names().forEach(names::add);
      }
    }
    return schema;
  }

  private static void group(Shape.Group group, JsonNode values, ObjectNode schema) {
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (Shape.Field field : group.fields()) {
      JsonNode value = values.path(field.name());
      ObjectNode of = of(field.shape(), value);
      of.put("description", description(field));
      if (!value.isMissingNode() && !(field.shape() instanceof Shape.Group)) {
        of.set("default", value);
      }
      properties.set(field.name(), of);
    }
  }

  private static String description(Shape.Field field) {
    return switch (field.shape()) {
      case Shape.Span span -> field.doc() + bounds(span.expected());
      case Shape.Size size -> field.doc() + bounds(size.expected());
      case Shape.Text _,
          Shape.Flag _,
          Shape.Whole _,
          Shape.Money _,
          Shape.Choice _,
          Shape.Many _,
          Shape.Named _,
          Shape.Group _ ->
          field.doc();
    };
  }

  /// Durations and sizes are strings, whose bounds a schema can only tell in words.
  private static String bounds(String expected) {
    return " F" + expected.substring(expected.indexOf(", from ") + 3) + ".";
  }

  private static String whole(String pattern) {
    return "^(" + pattern + ")$";
  }
}
