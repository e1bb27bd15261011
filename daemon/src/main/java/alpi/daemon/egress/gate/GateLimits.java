package alpi.daemon.egress.gate;

import java.time.Duration;

/// The bounds of a gate.
///
/// @param connections most at the same time of one job
/// @param handshake from the first byte to the request, and from the tunnel to the first bytes in
///   it
/// @param dial for name and connection
/// @param idle without a byte either way
public record GateLimits(int connections, Duration handshake, Duration dial, Duration idle) {
  /// Most bytes of a request's head.
  public static final int MAX_HEAD_BYTES = 32 << 10;

  /// Most header fields of a request.
  public static final int MAX_FIELDS = 100;

  /// Most bytes of one line of a head.
  public static final int MAX_LINE_BYTES = 16 << 10;

  /// Most bytes of a ClientHello.
  public static final int MAX_HELLO_BYTES = 16 << 10;

  public static final GateLimits DEFAULT =
      new GateLimits(1024, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(10));

  public GateLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("a gate takes at least one connection");
    }
  }
}
