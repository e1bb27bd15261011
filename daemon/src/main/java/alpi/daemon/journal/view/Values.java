package alpi.daemon.journal.view;

import alpi.alp.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/// Values as they come back from text, so that a document that was kept equals one that was folded
/// anew.
final class Values {
  private Values() {}

  static JsonNode number(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  /// A row whose numbers have the one form that reading gives them.
  static ObjectNode plain(ObjectNode row) {
    ObjectNode plain = Json.object();
    row.properties().forEach(field -> plain.set(field.getKey(), value(field.getValue())));
    return plain;
  }

  private static JsonNode value(JsonNode value) {
    if (value.isIntegralNumber()) {
      return number(value.asLong());
    }
    return value instanceof ObjectNode inner ? plain(inner) : value.deepCopy();
  }
}
