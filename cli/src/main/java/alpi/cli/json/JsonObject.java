package alpi.cli.json;

import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON object in the order of its members. Readers are tolerant: a member that is absent or of
/// another type reads as empty, zero or false, so that an older client survives a newer daemon.
public final class JsonObject implements JsonValue {
  private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

  public JsonObject put(String key, JsonValue value) {
    members.put(key, value);
    return this;
  }

  public JsonObject put(String key, String value) {
    return put(key, new JsonText(value));
  }

  public JsonObject put(String key, long value) {
    return put(key, new JsonNumber(Long.toString(value)));
  }

  public JsonObject put(String key, boolean value) {
    return put(key, value ? JsonWord.TRUE : JsonWord.FALSE);
  }

  /// Adds every member of `other`, replacing those of the same name.
  public JsonObject putAll(JsonObject other) {
    members.putAll(other.members);
    return this;
  }

  public Set<String> keys() {
    return members.keySet();
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  /// Whether the member is there and not null.
  public boolean has(String key) {
    JsonValue value = members.get(key);
    return value != null && value != JsonWord.NULL;
  }

  public @Nullable JsonValue get(String key) {
    return members.get(key);
  }

  public String text(String key) {
    return members.get(key) instanceof JsonText text ? text.value() : "";
  }

  public long number(String key) {
    return members.get(key) instanceof JsonNumber number ? number.asLong() : 0;
  }

  public double decimal(String key) {
    return members.get(key) instanceof JsonNumber number ? number.asDouble() : 0;
  }

  public boolean flag(String key) {
    return members.get(key) == JsonWord.TRUE;
  }

  public JsonObject object(String key) {
    return members.get(key) instanceof JsonObject object ? object : new JsonObject();
  }

  public JsonArray array(String key) {
    return members.get(key) instanceof JsonArray array ? array : new JsonArray();
  }

  /// The member for display: strings bare, anything else as JSON, absent as "".
  public String shown(String key) {
    JsonValue value = members.get(key);
    if (value == null || value == JsonWord.NULL) {
      return "";
    }
    return value instanceof JsonText text ? text.value() : JsonWriter.text(value);
  }
}
