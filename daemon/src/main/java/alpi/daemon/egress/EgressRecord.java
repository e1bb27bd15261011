package alpi.daemon.egress;

import alpi.daemon.base.GrantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One row of the ledger: a connection that was allowed and is about to be made, an exchange that
/// ended, or one that was not allowed to begin.
///
/// @param protocol what was spoken: `https` and `http` by ourselves; through the gate its way in
///   and what went through it, for example `connect/tls` or `socks5/http`
/// @param ip the address that was dialled; absent when nothing was
/// @param bytesOut bytes of HTTP sent, before encryption; through a tunnel all bytes
/// @param reason why it was allowed, refused or cut; empty where nothing had to be decided
/// @param grants that it rests on
/// @param errand on whose behalf, where that is known
public record EgressRecord(
    Kind kind,
    Phase phase,
    String protocol,
    String host,
    int port,
    Optional<String> ip,
    long bytesOut,
    long bytesIn,
    Duration took,
    String reason,
    List<GrantId> grants,
    Optional<Errand> errand) {
  public EgressRecord {
    grants = List.copyOf(grants);
  }

  /// On whose behalf.
  public enum Kind {
    MODEL,
    TOOL,
    PEER,
    /// The search by meaning.
    RECALL
  }

  /// What became of it.
  public enum Phase {
    OPENED,
    CLOSED,
    DENIED
  }

  /// A refusal of whatever was to be spoken.
  public static EgressRecord denied(
      Kind kind, String protocol, String host, int port, String reason, Optional<Errand> errand) {
    return new EgressRecord(
        kind,
        Phase.DENIED,
        protocol,
        host,
        port,
        Optional.empty(),
        0,
        0,
        Duration.ZERO,
        reason,
        List.of(),
        errand);
  }
}
