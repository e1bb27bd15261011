package alpi.cli.json;

/// A JSON number, kept as it was written so that no digit is lost on the way through.
///
/// @param literal valid by the grammar of RFC 8259
public record JsonNumber(String literal) implements JsonValue {
  /// The value rounded towards zero; the nearest bound when it does not fit.
  public long asLong() {
    if (isPlain()) {
      return Long.parseLong(literal);
    }
    return (long) Double.parseDouble(literal);
  }

  public double asDouble() {
    return Double.parseDouble(literal);
  }

  private boolean isPlain() {
    if (literal.length() > 18) {
      return false;
    }
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c != '-' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
