package alpi.daemon.tool;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of a tool as JSON: the schema a model is shown, and the strict reading of what it
/// sends. Both come from one record, so they cannot differ.
///
/// An unknown name, an alias, another spelling, a wrong type, a missing or oversized value is
/// refused with the names that exist: a model that guesses learns, and none can slip in a parameter
/// that nobody judged.
///
/// @param <A> the record of the arguments
public final class ToolSchema<A extends Record> {
  /// Longest text argument, in characters.
  public static final int MAX_CHARS = 4 << 20;

  private static final int MAX_NAME_SHOWN = 40;

  private final Class<A> type;
  private final Map<String, Argument> arguments;
  private final Constructor<A> constructor;

  private ToolSchema(Class<A> type, Map<String, Argument> arguments, Constructor<A> constructor) {
    this.type = type;
    this.arguments = arguments;
    this.constructor = constructor;
  }

  public static <A extends Record> ToolSchema<A> of(Class<A> type) {
    RecordComponent[] components = type.getRecordComponents();
    var arguments = new LinkedHashMap<String, Argument>();
    for (RecordComponent component : components) {
      Argument argument = Argument.of(component);
      arguments.put(argument.name(), argument);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<A> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new ToolSchema<>(type, arguments, constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  /// JSON Schema of the arguments, always the same bytes.
  public ObjectNode json() {
    ObjectNode schema = Json.object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (Argument argument : arguments.values()) {
      properties.set(argument.name(), argument.json());
    }
    List<String> required =
        arguments.values().stream().filter(Argument::required).map(Argument::name).toList();
    if (!required.isEmpty()) {
      var names = schema.putArray("required");
      required.forEach(names::add);
    }
    return schema.put("additionalProperties", false);
  }

  /// Reads what a model wrote.
  ///
  /// @throws Problem `invalid_params` when it is not exactly these arguments
  public A decode(String text) {
    return decode(parse(text));
  }

  /// Reads arguments that are already JSON.
  ///
  /// @throws Problem `invalid_params` when they are not exactly these arguments
  public A decode(ObjectNode given) {
    return type.cast(build(given, ""));
  }

  /// Arguments of which a person gave the first one only; the other texts that must be there are
  /// empty.
  String ofText(String text) {
    ObjectNode given = Json.object();
    for (Argument argument : arguments.values()) {
      boolean first = given.isEmpty();
      if (first || (argument.required() && argument.text())) {
        given.put(argument.name(), first ? text : "");
      }
    }
    return Json.text(given);
  }

  /// The JSON object in `text`; no text at all stands for no arguments.
  ///
  /// @throws Problem `invalid_params` when it is not one strict JSON object
  public static ObjectNode parse(String text) {
    if (text.isBlank()) {
      return Json.object();
    }
    try {
      if (Json.parse(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "The arguments are not valid JSON: " + firstLine(e.getOriginalMessage()),
              "Send one JSON object.")
          .because(e);
    }
    throw Problem.of(ErrorCode.INVALID_PARAMS, "The arguments must be one JSON object.");
  }

  Object build(ObjectNode given, String at) {
    for (String name : given.propertyNames()) {
      if (!arguments.containsKey(name)) {
        throw unknown(at + shown(name));
      }
    }
    Object[] values = new Object[arguments.size()];
    int i = 0;
    for (Argument argument : arguments.values()) {
      values[i++] = value(argument, given.get(argument.name()), at);
    }
    return construct(values);
  }

  String names() {
    if (arguments.isEmpty()) {
      return "It takes none.";
    }
    List<String> names =
        arguments.values().stream()
            .map(each -> each.required() ? each.name() : each.name() + " (optional)")
            .toList();
    return "Valid arguments: " + String.join(", ", names) + ".";
  }

  private Object value(Argument argument, @Nullable JsonNode given, String at) {
    if (given == null || given.isNull()) {
      if (argument.optional()) {
        return Optional.empty();
      }
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The argument " + at + argument.name() + " is missing.",
          names());
    }
    Object read = argument.read(given, at + argument.name());
    return argument.optional() ? Optional.of(read) : read;
  }

  private Problem unknown(String name) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS, "There is no argument called " + name + ".", names());
  }

  private A construct(Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw Problem.of(ErrorCode.INVALID_PARAMS, String.valueOf(refused.getMessage()), names())
            .because(e);
      }
      throw new IllegalStateException("a record of arguments failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of arguments cannot be made", e);
    }
  }

  private static String shown(String name) {
    return Cut.brief(name, MAX_NAME_SHOWN);
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
