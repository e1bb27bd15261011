package alpi.alp.rpc;

import alpi.alp.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/// Reads JSON from bytes that a stranger may have written. The parser underneath guesses UTF-16 and
/// UTF-32, skips a byte order mark, lets unpaired surrogates through and takes a number beyond
/// every double for infinity: two readers could see two different texts, so all of that is refused
/// here.
public final class StrictJson {
  private static final ObjectReader READER = Json.mapper().readerFor(JsonNode.class);

  private StrictJson() {}

  /// @throws Problem with the sentence for the sender
  /// @throws JacksonException when `bytes` are not one JSON value in clean UTF-8
  public static JsonNode read(byte[] bytes) {
    if (guessable(bytes)) {
      throw refused("The message is not UTF-8 without a byte order mark.");
    }
    checkUtf8(bytes);
    JsonNode json = READER.readTree(bytes);
    if (json.isMissingNode()) {
      throw refused("The message is empty.");
    }
    if (isSuspect(bytes)) {
      check(json);
    }
    return json;
  }

  private static boolean guessable(byte[] bytes) {
    return (bytes.length > 0 && (bytes[0] == 0 || bytes[0] == (byte) 0xEF))
        || (bytes.length > 1 && bytes[1] == 0);
  }

  /// Whether a `\\u` escape, the only way to spell half a surrogate, or an exponent, the only one
  /// to spell a number beyond every double, may be in the text.
  private static boolean isSuspect(byte[] bytes) {
    for (int i = 1; i < bytes.length; i++) {
      byte b = bytes[i];
      byte before = bytes[i - 1];
      if ((b == 'u' && before == '\\')
          || ((b == 'e' || b == 'E') && before >= '0' && before <= '9')) {
        return true;
      }
    }
    return false;
  }

  private static void checkUtf8(byte[] bytes) {
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
    }
    if (!ascii) {
      try {
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        throw refused("The message is not UTF-8.").because(e);
      }
    }
  }

  private static void check(JsonNode json) {
    if (json.isString()) {
      checkPaired(json.stringValue());
    } else if (json.isFloatingPointNumber()) {
      checkFinite(json.doubleValue());
    } else if (json.isObject()) {
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        checkPaired(entry.getKey());
        check(entry.getValue());
      }
    } else if (json.isArray()) {
      json.forEach(StrictJson::check);
    }
  }

  private static void checkFinite(double value) {
    if (!Double.isFinite(value)) {
      throw refused("The message holds a number that is too large.");
    }
  }

  private static void checkPaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw refused("The message holds half a surrogate pair.");
      }
    }
  }

  private static Problem refused(String sentence) {
    return Problem.of(ErrorCode.PARSE_ERROR, sentence);
  }
}
