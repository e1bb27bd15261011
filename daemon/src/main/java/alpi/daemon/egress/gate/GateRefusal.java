package alpi.daemon.egress.gate;

import java.io.IOException;

/// A connection that the gate does not make, with what its client is told.
final class GateRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// Why, in the numbers of both protocols.
  enum Kind {
    /// What the client says cannot be read in exactly one way.
    MALFORMED(400, 1),
    /// The policy says no.
    DENIED(403, 2),
    /// Not the job's token.
    UNKNOWN(407, 2),
    /// Something the gate does not do.
    UNSUPPORTED(501, 7),
    /// Nothing answers there.
    UNREACHABLE(502, 4),
    /// Too much at once.
    BUSY(503, 1);

    private final int http;
    private final int socks;

    Kind(int http, int socks) {
      this.http = http;
      this.socks = socks;
    }

    int http() {
      return http;
    }

    int socks() {
      return socks;
    }
  }

  GateRefusal(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  static GateRefusal malformed(String what) {
    return new GateRefusal(Kind.MALFORMED, "The request is refused: " + what + ".");
  }

  Kind kind() {
    return kind;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
