package alpi.daemon.config;

/// Whether models are shown images.
public enum Sight {
  /// Those whose names are known to see.
  AUTO,
  ALWAYS,
  NEVER
}
