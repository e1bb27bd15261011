package alpi.daemon.egress;

/// Which addresses a caller may reach.
public sealed interface Reach {
  /// The public internet alone: what tools get, whoever names the address.
  Reach PUBLIC = new Public();

  /// Exactly one host and port that the owner named, which may be a private address. Everything
  /// else is refused, the public internet included.
  static Reach pinned(CanonicalHost host, int port) {
    return new Pinned(host, port);
  }

  record Public() implements Reach {}

  record Pinned(CanonicalHost host, int port) implements Reach {}
}
