package alpi.cli.command;

import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonNumber;
import alpi.cli.json.JsonReader;
import alpi.cli.json.JsonValue;
import alpi.cli.term.Refusal;
import java.nio.charset.StandardCharsets;

/// Amounts of money as people type them: `0.50`.
final class Dollars {
  private Dollars() {}

  /// @throws Refusal when `text` is no amount, or not above zero
  static JsonNumber of(String option, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      JsonValue value = JsonReader.read(bytes, 0, bytes.length);
      if (value instanceof JsonNumber number && number.asDouble() > 0) {
        return number;
      }
    } catch (JsonFault e) {
      throw Refusal.usage(option + " takes an amount such as 0.50, not \"" + text + "\".", "");
    }
    throw Refusal.usage(option + " takes an amount above zero.", "");
  }
}
