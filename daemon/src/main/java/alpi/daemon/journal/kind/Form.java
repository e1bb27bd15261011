package alpi.daemon.journal.kind;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What the value of a field looks like.
public enum Form {
  /// An id, a name or a short label.
  TEXT,
  /// A whole number.
  WHOLE,
  TRUTH,
  /// A moment of ISO 8601 in UTC.
  MOMENT,
  /// SHA-256 in hexadecimal.
  HASH,
  /// An exact decimal number as a text.
  AMOUNT,
  /// A list of texts.
  TEXTS,
  /// `{"sources":["…"],"private":true}`: where the words in play came from.
  LABELS;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /// As the reference names it.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a value has this form.
  boolean fits(JsonNode value) {
    return switch (this) {
      case TEXT -> value.isString();
      case WHOLE -> value.isIntegralNumber();
      case TRUTH -> value.isBoolean();
      case MOMENT -> value.isString() && moment(value.asString());
      case HASH -> value.isString() && HEX.matcher(value.asString()).matches();
      case AMOUNT -> value.isString() && amount(value.asString());
      case TEXTS -> texts(value);
      case LABELS ->
          value.size() == 2 && texts(value.path("sources")) && value.path("private").isBoolean();
    };
  }

  private static boolean texts(JsonNode value) {
    return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
  }

  private static boolean moment(String text) {
    try {
      return Instant.parse(text).toString().equals(text);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean amount(String text) {
    try {
      return new BigDecimal(text).toPlainString().equals(text);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
