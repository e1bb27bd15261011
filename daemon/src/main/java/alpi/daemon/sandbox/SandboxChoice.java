package alpi.daemon.sandbox;

import alpi.daemon.config.Posture;
import alpi.daemon.config.SandboxMode;

/// Decides where a command runs. There is no way from one to the other afterwards: what belongs
/// behind the wall and cannot get there does not run.
///
/// @param host the machine itself
/// @param wall behind a wall
public record SandboxChoice(HostSandbox host, BubblewrapSandbox wall) {
  /// @param alone whether nobody attends the run by its nature; an owner's own question with no
  ///   terminal behind it is not alone
  public Sandbox of(SandboxMode mode, Posture posture, boolean alone) {
    return walled(mode, posture, alone) ? wall : host;
  }

  /// Whether the command belongs behind the wall.
  public static boolean walled(SandboxMode mode, Posture posture, boolean alone) {
    return switch (mode) {
      case AUTO -> alone || posture == Posture.STRICT;
      case REQUIRED -> true;
      case OFF -> false;
    };
  }
}
