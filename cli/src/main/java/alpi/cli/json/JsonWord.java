package alpi.cli.json;

/// One of the three literal names of JSON.
public enum JsonWord implements JsonValue {
  TRUE("true"),
  FALSE("false"),
  NULL("null");

  private final String literal;

  JsonWord(String literal) {
    this.literal = literal;
  }

  public String literal() {
    return literal;
  }
}
