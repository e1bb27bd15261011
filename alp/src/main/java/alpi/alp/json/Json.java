package alpi.alp.json;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The one JSON mapper. Refuses what parsers disagree about: duplicate keys, trailing text, absent
/// or null primitives, depth beyond [#MAX_DEPTH], numbers beyond [#MAX_NUMBER_CHARS].
public final class Json {
  /// Deepest nesting of arrays and objects that is read.
  public static final int MAX_DEPTH = 64;

  /// Longest number, in characters.
  public static final int MAX_NUMBER_CHARS = 128;

  /// Longest string or key, in characters. Large bytes travel as blobs.
  public static final int MAX_STRING_CHARS = 16 << 20;

  private static final JsonMapper MAPPER = build();

  private Json() {}

  private static JsonMapper build() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  public static JsonMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// Reads one value.
  ///
  /// @throws tools.jackson.core.JacksonException when `text` is not one strict JSON value
  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }
}
