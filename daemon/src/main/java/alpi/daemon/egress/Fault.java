package alpi.daemon.egress;

/// Why an exchange over the network failed.
public enum Fault {
  /// The name has no address.
  UNRESOLVED,
  /// No connection: refused, unreachable, or not within the time for it.
  UNCONNECTED,
  /// The other side's certificate or handshake is not acceptable.
  TLS,
  /// Connected, but no answer began within the time for it.
  NO_ANSWER,
  /// The answer began and then nothing came for longer than the allowed gap.
  SILENT,
  /// The exchange took longer than it may in total.
  TOO_LONG,
  /// The other side hung up before the end.
  CUT,
  /// What came is not HTTP.
  MALFORMED,
  /// Headers or body exceed their limit.
  TOO_LARGE,
  /// Our side asked to stop.
  CANCELLED
}
