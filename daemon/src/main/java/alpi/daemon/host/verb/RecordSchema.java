package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON Schema of the records that travel, from their components.
///
/// @param docs one line about a field of a record; empty for none
record RecordSchema(BiFunction<Class<?>, String, String> docs) {
  /// Without a word about any field.
  static final RecordSchema BARE = new RecordSchema((_, _) -> "");

  private static final Set<Class<?>> OPTIONAL =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class);

  /// The schema of a record: an object without other fields.
  ObjectNode of(Class<?> type) {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode field = of(component.getGenericType());
      String doc = docs.apply(type, component.getName());
      if (!doc.isEmpty()) {
        field.put("description", doc);
      }
      properties.set(wire(type, component), field);
      if (required(component)) {
        required.add(wire(type, component));
      }
    }
    return schema.put("additionalProperties", false);
  }

  /// Whether a caller has to send it. Absent lists and maps are empty ones.
  static boolean required(RecordComponent component) {
    Class<?> type = component.getType();
    return !OPTIONAL.contains(type)
        && !Collection.class.isAssignableFrom(type)
        && !Map.class.isAssignableFrom(type);
  }

  /// The name of a field as it travels.
  static String wire(Class<?> type, RecordComponent component) {
    try {
      Field field = type.getDeclaredField(component.getName());
      JsonProperty renamed = field.getAnnotation(JsonProperty.class);
      return renamed == null ? component.getName() : renamed.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a record has a field for each component", e);
    }
  }

  private ObjectNode of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      Type[] arguments = generic.getActualTypeArguments();
      if (raw == Optional.class) {
        return of(arguments[0]);
      }
      ObjectNode schema = Json.object();
      if (Map.class.isAssignableFrom(raw)) {
        schema.put("type", "object").set("additionalProperties", of(arguments[1]));
      } else {
        schema.put("type", "array").set("items", of(arguments[0]));
      }
      return schema;
    }
    return plain((Class<?>) type);
  }

  private ObjectNode plain(Class<?> type) {
    if (type.isRecord()) {
      return of(type);
    }
    ObjectNode schema = Json.object();
    if (type == JsonNode.class) {
      return schema;
    }
    schema.put("type", typeName(type));
    if (type == Instant.class || type == LocalDate.class) {
      schema.put("format", type == Instant.class ? "date-time" : "date");
    }
    return schema;
  }

  private static String typeName(Class<?> type) {
    if (type == String.class || type == Instant.class || type == LocalDate.class) {
      return "string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    if (type == BigDecimal.class || type == double.class || type == Double.class) {
      return "number";
    }
    if (type == ObjectNode.class) {
      return "object";
    }
    if (Set.of(int.class, long.class, Long.class, OptionalInt.class, OptionalLong.class)
        .contains(type)) {
      return "integer";
    }
    throw new IllegalStateException("no schema for " + type);
  }
}
