package alpi.alp.crypto;

import alpi.alp.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Published test cases, an array in a resource.
public final class Vectors {
  private Vectors() {}

  public static List<JsonNode> read(String resource) {
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(resource))) {
      JsonNode all = Json.mapper().readTree(in);
      return StreamSupport.stream(all.spliterator(), false).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of a field in hex.
  public static byte[] hex(JsonNode test, String field) {
    return hex(test.get(field).stringValue());
  }

  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /// `count` bytes that count up from `first`.
  public static byte[] run(int first, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }
}
