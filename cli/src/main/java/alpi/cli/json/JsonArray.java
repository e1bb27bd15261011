package alpi.cli.json;

import java.util.ArrayList;
import java.util.List;

/// A JSON array that is filled while it is read or built.
public final class JsonArray implements JsonValue {
  private final List<JsonValue> items = new ArrayList<>();

  public JsonArray add(JsonValue value) {
    items.add(value);
    return this;
  }

  public JsonArray add(String value) {
    return add(new JsonText(value));
  }

  public int size() {
    return items.size();
  }

  public JsonValue get(int index) {
    return items.get(index);
  }

  /// The object at `index`; an empty one when something else stands there.
  public JsonObject object(int index) {
    return items.get(index) instanceof JsonObject object ? object : new JsonObject();
  }

  /// The text at `index`; the JSON text of anything that is not a string.
  public String text(int index) {
    JsonValue value = items.get(index);
    return value instanceof JsonText text ? text.value() : JsonWriter.text(value);
  }
}
