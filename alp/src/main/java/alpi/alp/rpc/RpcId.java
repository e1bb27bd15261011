package alpi.alp.rpc;

/// What names a request, kept with its JSON type so that it is echoed exactly as it came.
public sealed interface RpcId {
  /// Longest text id, in characters.
  int MAX_TEXT = 256;

  /// The id of an answer to something whose own id could not be read.
  RpcId NONE = new None();

  static RpcId of(long value) {
    return new Whole(value);
  }

  static RpcId of(String value) {
    return new Text(value);
  }

  /// @param value at most [#MAX_TEXT] characters
  record Text(String value) implements RpcId {
    public Text {
      if (value.length() > MAX_TEXT) {
        throw new IllegalArgumentException("an id has at most " + MAX_TEXT + " characters");
      }
    }
  }

  /// An integer of 64 bits. Fractions are refused: the specification advises against them.
  record Whole(long value) implements RpcId {}

  /// JSON `null`.
  record None() implements RpcId {}
}
