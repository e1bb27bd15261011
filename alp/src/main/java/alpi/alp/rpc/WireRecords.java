package alpi.alp.rpc;

import alpi.alp.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Records as they travel. Reading is strict and names the field that is wrong; an absent list or
/// map is empty, an absent `Optional` is empty, and everything else must be there.
public final class WireRecords {
  private WireRecords() {}

  /// Reads the params of a call.
  ///
  /// @throws Problem `invalid_params` naming the field
  public static <P extends Record> P params(Class<P> type, Optional<JsonNode> params) {
    JsonNode given = params.orElseGet(Json::object);
    if (!(given instanceof ObjectNode object)) {
      throw invalid("Params are an object with named fields.");
    }
    return read(type, object);
  }

  /// Reads one record.
  ///
  /// @throws Problem `invalid_params` naming the field
  public static <P extends Record> P read(Class<P> type, ObjectNode object) {
    ObjectNode complete = completed(type, object);
    try {
      return RecordShape.of(type).reader().readValue(complete);
    } catch (JacksonException e) {
      throw refused(e);
    }
  }

  /// A record as a JSON tree.
  public static ObjectNode tree(Record value) {
    return (ObjectNode) WireMapper.MAPPER.<JsonNode>valueToTree(value);
  }

  private static ObjectNode completed(Class<?> type, ObjectNode object) {
    RecordShape shape = RecordShape.of(type);
    for (String name : object.propertyNames()) {
      if (!shape.has(name)) {
        throw Problem.of(
            ErrorCode.INVALID_PARAMS,
            "There is no field `" + brief(name) + "` here.",
            shape.expected());
      }
    }
    ObjectNode complete = object;
    for (RecordShape.Field field : shape.fields()) {
      JsonNode value = object.get(field.name());
      if (field.nested() && value instanceof ObjectNode inner) {
        completed(field.type(), inner);
      } else if (!field.optional() && (value == null || value.isNull())) {
        complete = Json.object().setAll(complete);
        complete.set(field.name(), absent(field));
      }
    }
    return complete;
  }

  private static JsonNode absent(RecordShape.Field field) {
    if (Collection.class.isAssignableFrom(field.type())) {
      return Json.mapper().createArrayNode();
    }
    if (Map.class.isAssignableFrom(field.type())) {
      return Json.object();
    }
    throw invalid("The field `" + field.name() + "` is missing.");
  }

  private static Problem refused(JacksonException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
        return invalid(field(e) + "is refused: " + cause.getMessage() + ".").because(e);
      }
    }
    return invalid(field(e) + "has the wrong type or an impossible value.").because(e);
  }

  private static String field(JacksonException e) {
    List<JacksonException.Reference> path = e.getPath();
    String name =
        path.stream()
            .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
            .collect(Collectors.joining("."));
    return name.isEmpty() ? "A field " : "The field `" + brief(name) + "` ";
  }

  private static String brief(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }

  private static Problem invalid(String sentence) {
    return Problem.of(ErrorCode.INVALID_PARAMS, sentence);
  }
}
