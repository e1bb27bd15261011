package alpi.daemon.config;

/// What tools may reach where no rule speaks.
public enum EgressPosture {
  /// Nothing at all.
  OFF,
  /// What rules and grants name.
  ALLOWLIST,
  /// Any public host on the ports of the web besides.
  PUBLIC
}
