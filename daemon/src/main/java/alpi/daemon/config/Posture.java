package alpi.daemon.config;

/// How much a profile may do without asking.
public enum Posture {
  RELAXED,
  STANDARD,
  STRICT
}
