package alpi.daemon.config;

import alpi.alp.json.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The values in force as JSON, written as in the file: durations `10s`, sizes `5MiB`, keys in
/// snake_case, absent values left out. Keys keep the order of the records; maps are sorted.
public final class EffectiveJson {
  private EffectiveJson() {}

  public static ObjectNode of(ProfileConfig config) {
    return group(config);
  }

  static String text(ProfileConfig config) {
    return Json.text(group(config));
  }

  /// One value of any shape.
  static JsonNode value(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case ByteSize size -> nodes.stringNode(size.toString());
      case Record record -> group(record);
      case Map<?, ?> map -> map(map);
      case List<?> list -> list(list);
      case Duration span -> nodes.stringNode(DurationText.format(span));
      case Enum<?> constant -> nodes.stringNode(Shapes.nameOf(constant));
      case Boolean flag -> nodes.booleanNode(flag);
      case Integer number -> nodes.numberNode(number);
      case BigDecimal amount -> nodes.numberNode(amount);
      case String text -> nodes.stringNode(text);
      default -> throw new IllegalStateException("no JSON for " + value.getClass());
    };
  }

  private static ObjectNode group(Record record) {
    ObjectNode node = Json.object();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = read(component, record);
      String name = Shapes.snake(component.getName());
      if (value instanceof Optional<?> optional) {
        optional.ifPresent(present -> node.set(name, value(present)));
      } else {
        node.set(name, value(value));
      }
    }
    return node;
  }

  private static ObjectNode map(Map<?, ?> map) {
    ObjectNode node = Json.object();
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put((String) key, value));
    sorted.forEach((key, value) -> node.set(key, value(value)));
    return node;
  }

  private static ArrayNode list(List<?> list) {
    ArrayNode node = Json.mapper().createArrayNode();
    list.forEach(item -> node.add(value(item)));
    return node;
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a record is always readable", e);
    }
  }
}
