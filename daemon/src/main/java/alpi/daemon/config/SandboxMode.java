package alpi.daemon.config;

/// When commands run inside the operating system's sandbox.
public enum SandboxMode {
  /// Where nobody can be asked, always; on the machine itself where somebody is there.
  AUTO,
  /// Always.
  REQUIRED,
  /// Never.
  OFF
}
