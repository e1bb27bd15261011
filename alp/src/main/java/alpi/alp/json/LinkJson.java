package alpi.alp.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// JSON as version 1 of the peer link writes and signs it. It differs from [CanonicalJson] (RFC
/// 8785) in three points, all of them what the first speakers of the link did: keys are sorted by
/// code point, an integer has all its digits, and any other number has a point or an exponent of
/// two digits.
///
/// Refuses, with IllegalArgumentException, half a surrogate pair, NaN, the infinities, and nesting
/// beyond [Json#MAX_DEPTH].
public final class LinkJson {
  private LinkJson() {}

  /// The text that a signature is taken over: keys sorted at every depth.
  public static String signed(JsonNode value) {
    return text(value, true);
  }

  /// The text as it travels: keys in the order they have.
  public static String text(JsonNode value) {
    return text(value, false);
  }

  private static String text(JsonNode value, boolean sorted) {
    var out = new StringBuilder(512);
    write(value, sorted, out, 0);
    return out.toString();
  }

  private static void write(JsonNode value, boolean sorted, StringBuilder out, int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + Json.MAX_DEPTH);
    }
    if (value.isObject()) {
      writeObject(value, sorted, out, depth);
    } else if (value.isArray()) {
      out.append('[');
      for (int i = 0; i < value.size(); i++) {
        write(value.get(i), sorted, i == 0 ? out : out.append(','), depth + 1);
      }
      out.append(']');
    } else if (value.isString()) {
      CanonicalJson.quote(value.stringValue(), out);
    } else if (value.isIntegralNumber()) {
      out.append(value.bigIntegerValue());
    } else if (value.isNumber()) {
      CanonicalNumber.writeForLink(value.doubleValue(), out);
    } else if (value.isBoolean()) {
      out.append(value.booleanValue());
    } else if (value.isNull()) {
      out.append("null");
    } else {
      throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, boolean sorted, StringBuilder out, int depth) {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
    if (sorted) {
      entries.sort((a, b) -> byCodePoint(a.getKey(), b.getKey()));
    }
    out.append('{');
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      CanonicalJson.quote(entries.get(i).getKey(), out);
      out.append(':');
      write(entries.get(i).getValue(), sorted, out, depth + 1);
    }
    out.append('}');
  }

  /// Unlike `String.compareTo`, puts what needs a surrogate pair behind all that does not.
  static int byCodePoint(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean beyond = Character.isSurrogate(a);
        return beyond == Character.isSurrogate(b) ? a - b : beyond ? 1 : -1;
      }
    }
    return one.length() - other.length();
  }
}
