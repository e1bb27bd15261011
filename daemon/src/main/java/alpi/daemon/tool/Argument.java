package alpi.daemon.tool;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One argument of a tool.
///
/// @param name in snake_case
/// @param optional whether the component is an Optional
/// @param list whether the component is a List of `type`
/// @param type the innermost type: String, Integer, Long, Boolean, an enum or a record
/// @param nested the schema of `type` when it is a record
record Argument(
    String name,
    Doc doc,
    boolean optional,
    boolean list,
    Class<?> type,
    @Nullable ToolSchema<?> nested) {
  private static final int MAX_ITEMS = 200;

  static Argument of(RecordComponent component) {
    Type generic = component.getGenericType();
    boolean optional = component.getType() == Optional.class;
    Type inner = optional ? parameter(generic) : generic;
    boolean list = inner instanceof ParameterizedType p && p.getRawType() == List.class;
    Class<?> type = boxed((Class<?>) (list ? parameter(inner) : inner));
    Doc doc = component.getAnnotation(Doc.class);
    if (doc == null) {
      throw new IllegalStateException("an argument has a line: " + component.getName());
    }
    ToolSchema<?> nested = type.isRecord() ? ToolSchema.of(type.asSubclass(Record.class)) : null;
    String name = doc.name().isEmpty() ? snake(component.getName()) : doc.name();
    return new Argument(name, doc, optional, list, type, nested);
  }

  boolean required() {
    return !optional;
  }

  /// Whether it is one text.
  boolean text() {
    return type == String.class && !list;
  }

  ObjectNode json() {
    ObjectNode json = list ? Json.object().put("type", "array") : one();
    if (list) {
      json.set("items", one());
    }
    if (!doc.value().isEmpty()) {
      json.put("description", doc.value());
    }
    return json;
  }

  /// The value that `given` stands for.
  ///
  /// @throws Problem naming the argument when it is of another type or out of bounds
  Object read(JsonNode given, String at) {
    if (!list) {
      return readOne(given, at);
    }
    int most = Math.min(doc.longest(), MAX_ITEMS);
    if (!given.isArray() || given.size() > most) {
      throw wrong(at, "a list of at most " + most);
    }
    var items = new ArrayList<Object>(given.size());
    for (int i = 0; i < given.size(); i++) {
      items.add(readOne(given.get(i), at + "[" + i + "]"));
    }
    return List.copyOf(items);
  }

  private ObjectNode one() {
    if (nested != null) {
      return nested.json();
    }
    ObjectNode json = Json.object();
    if (type.isEnum()) {
      var values = json.put("type", "string").putArray("enum");
      constants().forEach(values::add);
    } else if (type == String.class) {
      json.put("type", "string");
    } else if (type == Boolean.class) {
      json.put("type", "boolean");
    } else {
      json.put("type", "integer");
      if (doc.min() != Long.MIN_VALUE) {
        json.put("minimum", doc.min());
      }
      if (doc.max() != Long.MAX_VALUE) {
        json.put("maximum", doc.max());
      }
    }
    return json;
  }

  private Object readOne(JsonNode given, String at) {
    if (nested != null) {
      if (given instanceof ObjectNode object) {
        return nested.build(object, at + ".");
      }
      throw wrong(at, "an object");
    }
    if (type.isEnum()) {
      return constant(given, at);
    }
    if (type == String.class) {
      return text(given, at);
    }
    if (type == Boolean.class) {
      if (given.isBoolean()) {
        return given.booleanValue();
      }
      throw wrong(at, "true or false");
    }
    return number(given, at);
  }

  private String text(JsonNode given, String at) {
    if (!given.isString()) {
      throw wrong(at, "a text");
    }
    String text = given.stringValue();
    if (text.length() > doc.longest()) {
      throw wrong(at, "a text of at most " + doc.longest() + " characters");
    }
    return text;
  }

  private Object number(JsonNode given, String at) {
    boolean whole = given.isIntegralNumber() && given.canConvertToLong();
    long low = Math.max(doc.min(), type == Integer.class ? Integer.MIN_VALUE : Long.MIN_VALUE);
    long high = Math.min(doc.max(), type == Integer.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
    if (!whole || given.longValue() < low || given.longValue() > high) {
      throw wrong(at, "a whole number from " + low + " to " + high);
    }
    return type == Integer.class ? (Object) given.intValue() : (Object) given.longValue();
  }

  private Object constant(JsonNode given, String at) {
    Object[] all = type.getEnumConstants();
    for (Object each : all == null ? new Object[0] : all) {
      if (given.isString() && wire(each).equals(given.stringValue())) {
        return each;
      }
    }
    throw wrong(at, "one of " + String.join(", ", constants()));
  }

  private List<String> constants() {
    Object[] all = type.getEnumConstants();
    return all == null ? List.of() : Arrays.stream(all).map(Argument::wire).toList();
  }

  private static String wire(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static Problem wrong(String at, String expected) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS, "The argument " + at + " must be " + expected + ".");
  }

  private static Type parameter(Type generic) {
    return ((ParameterizedType) generic).getActualTypeArguments()[0];
  }

  private static Class<?> boxed(Class<?> type) {
    if (type == int.class) {
      return Integer.class;
    }
    if (type == long.class) {
      return Long.class;
    }
    return type == boolean.class ? Boolean.class : type;
  }

  private static String snake(String camel) {
    var out = new StringBuilder(camel.length() + 4);
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        out.append('_');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }
}
