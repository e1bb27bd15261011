package alpi.daemon.policy;

/// How much a profile may do without asking.
public enum Posture {
  /// Asks only for what is marked caution and reaches beyond the workspace.
  RELAXED,
  /// Asks for everything marked caution. The default.
  STANDARD,
  /// Asks for every effect that no grant names.
  STRICT
}
