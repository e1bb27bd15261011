package alpi.alp.envelope;

import java.util.Arrays;
import java.util.Optional;

/// Where an answer stands among the answers to one request.
public enum Part {
  /// The only answer.
  WHOLE(""),
  /// One of several; more will come.
  CHUNK("chunk"),
  /// The last of several.
  FINAL("final");

  private final String wire;

  Part(String wire) {
    this.wire = wire;
  }

  /// The value of `stream`; empty when that key is absent.
  public String wire() {
    return wire;
  }

  static Optional<Part> ofWire(String wire) {
    return Arrays.stream(values())
        .filter(part -> part != WHOLE && part.wire.equals(wire))
        .findFirst();
  }
}
