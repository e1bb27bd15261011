package alpi.daemon.egress;

import java.time.Duration;
import java.util.Optional;

/// One row of the ledger: an exchange that ended, or one that was not allowed to begin.
///
/// @param ip the address that was dialled; absent when nothing was
/// @param bytesOut bytes of HTTP sent, before encryption
/// @param denied why it was refused; absent for an exchange that took place
public record EgressRecord(
    Kind kind,
    String host,
    int port,
    Optional<String> ip,
    long bytesOut,
    long bytesIn,
    Duration took,
    Optional<String> denied) {
  /// On whose behalf.
  public enum Kind {
    MODEL,
    TOOL
  }

  static EgressRecord denied(Kind kind, String host, int port, String reason) {
    return new EgressRecord(
        kind, host, port, Optional.empty(), 0, 0, Duration.ZERO, Optional.of(reason));
  }
}
