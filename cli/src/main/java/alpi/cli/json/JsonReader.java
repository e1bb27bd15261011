package alpi.cli.json;

import java.nio.charset.StandardCharsets;

/// A strict scanner of one JSON value in UTF-8 (RFC 8259). Duplicate names: the last one wins.
///
/// Text without escapes and beyond ASCII is decoded by the JDK, which checks it; the rest is copied
/// byte by byte.
public final class JsonReader {
  /// Deepest nesting read; deeper input is refused instead of exhausting the stack.
  public static final int MAX_DEPTH = 512;

  private final byte[] data;
  private final int end;
  private int at;
  private int depth;

  private JsonReader(byte[] data, int from, int to) {
    this.data = data;
    this.at = from;
    this.end = to;
  }

  /// Reads the one value that `data[from, to)` holds.
  ///
  /// @throws JsonFault when it is not exactly one valid value
  public static JsonValue read(byte[] data, int from, int to) {
    JsonReader reader = new JsonReader(data, from, to);
    reader.space();
    JsonValue value = reader.value();
    reader.space();
    if (reader.at < to) {
      throw reader.fault("text after the value");
    }
    return value;
  }

  /// Reads an object.
  ///
  /// @throws JsonFault also when the value is of another type
  public static JsonObject readObject(byte[] data, int from, int to) {
    if (read(data, from, to) instanceof JsonObject object) {
      return object;
    }
    throw new JsonFault("not an object", from);
  }

  private JsonValue value() {
    int c = peek();
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonText(string());
      case 't' -> word(JsonWord.TRUE);
      case 'f' -> word(JsonWord.FALSE);
      case 'n' -> word(JsonWord.NULL);
      default -> number(c);
    };
  }

  private JsonObject object() {
    enter();
    JsonObject object = new JsonObject();
    if (peek() == '}') {
      return leave(object);
    }
    while (true) {
      if (peek() != '"') {
        throw fault("expected a name");
      }
      String key = string();
      space();
      expect(':');
      space();
      object.put(key, value());
      space();
      int c = peek();
      if (c == '}') {
        return leave(object);
      }
      expect(',');
      space();
    }
  }

  private JsonArray array() {
    enter();
    JsonArray array = new JsonArray();
    if (peek() == ']') {
      return leave(array);
    }
    while (true) {
      array.add(value());
      space();
      if (peek() == ']') {
        return leave(array);
      }
      expect(',');
      space();
    }
  }

  private void enter() {
    if (depth == MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    depth++;
    at++;
    space();
  }

  private <T> T leave(T value) {
    depth--;
    at++;
    return value;
  }

  private JsonValue word(JsonWord word) {
    String literal = word.literal();
    for (int i = 0; i < literal.length(); i++) {
      expect(literal.charAt(i));
    }
    return word;
  }

  private JsonValue number(int first) {
    int start = at;
    if (first == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < end && data[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (data[at] == 'e' || data[at] == 'E')) {
      at++;
      if (at < end && (data[at] == '+' || data[at] == '-')) {
        at++;
      }
      digits();
    }
    return new JsonNumber(ascii(start, at));
  }

  private void digits() {
    int start = at;
    while (at < end && data[at] >= '0' && data[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw fault("expected a value");
    }
  }

  private String string() {
    at++;
    int start = at;
    boolean ascii = true;
    while (at < end) {
      byte b = data[at];
      if (b == '"') {
        String text = ascii ? ascii(start, at) : utf8(start, at);
        at++;
        return text;
      }
      if (b == '\\') {
        return escaped(start);
      }
      if (b >= 0 && b < ' ') {
        throw fault("control character in a string");
      }
      ascii &= b >= 0;
      at++;
    }
    throw fault("string without an end");
  }

  private String escaped(int start) {
    StringBuilder text = new StringBuilder(end - start < 256 ? end - start : 256);
    int from = start;
    while (at < end) {
      byte b = data[at];
      if (b == '"') {
        text.append(utf8(from, at));
        at++;
        return text.toString();
      }
      if (b == '\\') {
        text.append(utf8(from, at));
        at++;
        text.append(escape());
        from = at;
      } else if (b >= 0 && b < ' ') {
        throw fault("control character in a string");
      } else {
        at++;
      }
    }
    throw fault("string without an end");
  }

  private char escape() {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw fault("unknown escape");
    };
  }

  private int hex() {
    int digit = Character.digit(peek(), 16);
    if (digit < 0) {
      throw fault("expected a hexadecimal digit");
    }
    at++;
    return digit;
  }

  private String ascii(int from, int to) {
    return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String utf8(int from, int to) {
    if (!Utf8.isValid(data, from, to)) {
      throw fault("invalid UTF-8");
    }
    return new String(data, from, to - from, StandardCharsets.UTF_8);
  }

  private int peek() {
    if (at < end) {
      return data[at];
    }
    throw fault("unexpected end");
  }

  private void expect(char c) {
    if (peek() != c) {
      throw fault("expected '" + c + "'");
    }
    at++;
  }

  private void space() {
    while (at < end
        && (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t')) {
      at++;
    }
  }

  private JsonFault fault(String what) {
    return new JsonFault(what, at);
  }
}
