package alpi.alp.rpc;

import alpi.alp.json.Json;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
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
      return WireMapper.MAPPER.treeToValue(complete, type);
    } catch (JacksonException e) {
      throw refused(e);
    }
  }

  /// A record as a JSON tree.
  public static ObjectNode tree(Record value) {
    return (ObjectNode) WireMapper.MAPPER.<JsonNode>valueToTree(value);
  }

  private static ObjectNode completed(Class<?> type, ObjectNode object) {
    RecordComponent[] components = type.getRecordComponents();
    Set<String> known =
        Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw Problem.of(
            ErrorCode.INVALID_PARAMS,
            "There is no field `" + brief(name) + "` here.",
            components.length == 0
                ? "Nothing is expected."
                : "Fields: "
                    + Arrays.stream(components)
                        .map(RecordComponent::getName)
                        .collect(Collectors.joining(", "))
                    + ".");
      }
    }
    ObjectNode complete = Json.object().setAll(object);
    for (RecordComponent component : components) {
      JsonNode value = object.get(component.getName());
      if ((value == null || value.isNull()) && !optional(component.getType())) {
        complete.set(component.getName(), absent(component));
      } else if (component.getType().isRecord() && value instanceof ObjectNode inner) {
        completed(component.getType(), inner);
      }
    }
    return complete;
  }

  private static JsonNode absent(RecordComponent component) {
    if (Collection.class.isAssignableFrom(component.getType())) {
      return Json.mapper().createArrayNode();
    }
    if (Map.class.isAssignableFrom(component.getType())) {
      return Json.object();
    }
    throw invalid("The field `" + component.getName() + "` is missing.");
  }

  private static boolean optional(Class<?> type) {
    return type == Optional.class || type == OptionalInt.class || type == OptionalLong.class;
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
