package alpi.cli.json;

import java.nio.charset.StandardCharsets;

/// Writes JSON values as compact text on one line.
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(256);

  private JsonWriter() {}

  public static String text(JsonValue value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return writer.out.toString();
  }

  /// The value and a newline, in UTF-8: one line of a stream.
  public static byte[] line(JsonValue value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    writer.out.append('\n');
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(JsonValue value) {
    if (value instanceof JsonText text) {
      string(text.value());
    } else if (value instanceof JsonNumber number) {
      out.append(number.literal());
    } else if (value instanceof JsonWord word) {
      out.append(word.literal());
    } else if (value instanceof JsonObject object) {
      object(object);
    } else if (value instanceof JsonArray array) {
      array(array);
    }
  }

  private void object(JsonObject object) {
    out.append('{');
    boolean first = true;
    for (String key : object.keys()) {
      JsonValue member = object.get(key);
      if (member != null) {
        if (!first) {
          out.append(',');
        }
        first = false;
        string(key);
        out.append(':');
        value(member);
      }
    }
    out.append('}');
  }

  private void array(JsonArray array) {
    out.append('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      value(array.get(i));
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c < ' ' || isLone(text, i)) {
        unicode(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /// Half a surrogate pair has no UTF-8 form; it survives as an escape.
  private static boolean isLone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private void unicode(char c) {
    out.append("\\u")
        .append(HEX.charAt(c >> 12))
        .append(HEX.charAt(c >> 8 & 15))
        .append(HEX.charAt(c >> 4 & 15))
        .append(HEX.charAt(c & 15));
  }
}
