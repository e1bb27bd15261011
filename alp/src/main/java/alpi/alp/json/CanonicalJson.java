package alpi.alp.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The one byte form of a JSON value (RFC 8785), over which hashes and signatures are taken: no
/// white space, keys sorted by UTF-16 code unit, numbers as ECMAScript prints them.
///
/// Refuses, with IllegalArgumentException, what has no such form: an integer that is neither the
/// value of an IEEE double nor its canonical text, NaN and the infinities, half a surrogate pair,
/// nesting beyond [Json#MAX_DEPTH].
public final class CanonicalJson {
  private static final String HEX = "0123456789abcdef";

  private CanonicalJson() {}

  public static String text(JsonNode value) {
    var out = new StringBuilder(256);
    write(value, out, 0);
    return out.toString();
  }

  /// The canonical form in UTF-8.
  public static byte[] bytes(JsonNode value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /// Appends `text` as a quoted canonical string, for callers that lay out a fixed envelope.
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        escape(c, out);
      } else if (Character.isSurrogate(c)) {
        out.append(c).append(lowHalf(text, i));
        i++;
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static void write(JsonNode value, StringBuilder out, int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + Json.MAX_DEPTH);
    }
    if (value.isObject()) {
      writeObject(value, out, depth);
    } else if (value.isArray()) {
      writeArray(value, out, depth);
    } else if (value.isString()) {
      quote(value.stringValue(), out);
    } else if (value.isNumber()) {
      writeNumber(value, out);
    } else if (value.isBoolean()) {
      out.append(value.booleanValue());
    } else if (value.isNull()) {
      out.append("null");
    } else {
      throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, StringBuilder out, int depth) {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
    entries.sort(Map.Entry.comparingByKey());
    char before = '{';
    for (Map.Entry<String, JsonNode> entry : entries) {
      out.append(before);
      quote(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out, depth + 1);
      before = ',';
    }
    out.append(entries.isEmpty() ? "{}" : "}");
  }

  private static void writeArray(JsonNode array, StringBuilder out, int depth) {
    out.append('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(array.get(i), out, depth + 1);
    }
    out.append(']');
  }

  private static void writeNumber(JsonNode number, StringBuilder out) {
    if (number.isIntegralNumber()) {
      CanonicalNumber.write(number.bigIntegerValue(), out);
    } else {
      CanonicalNumber.write(number.doubleValue(), out);
    }
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }

  private static char lowHalf(String text, int index) {
    if (Character.isHighSurrogate(text.charAt(index))
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1))) {
      return text.charAt(index + 1);
    }
    throw new IllegalArgumentException("half a surrogate pair is not text");
  }
}
