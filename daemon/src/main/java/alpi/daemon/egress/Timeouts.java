package alpi.daemon.egress;

import java.time.Duration;

/// The four patiences of an exchange.
///
/// @param connect for name, connection and handshake
/// @param firstByte from the request's end to the first byte of the answer's body
/// @param gap between two reads of the body
/// @param total for everything, the reading of the body included
public record Timeouts(Duration connect, Duration firstByte, Duration gap, Duration total) {
  /// For tools: a page that takes longer is not worth waiting for.
  public static final Timeouts TOOL =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60));

  public Timeouts {
    for (Duration each : new Duration[] {connect, firstByte, gap, total}) {
      if (each.toMillis() <= 0 || each.toMillis() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("a timeout is between 1 ms and 24 days");
      }
    }
  }
}
