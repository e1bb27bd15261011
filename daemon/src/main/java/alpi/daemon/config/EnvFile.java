package alpi.daemon.config;

/// The `.env` file of a profile.
public final class EnvFile {
  /// Which names a secret may have.
  public static final String NAME_PATTERN = "[A-Z_][A-Z0-9_]{0,63}";

  private EnvFile() {}
}
