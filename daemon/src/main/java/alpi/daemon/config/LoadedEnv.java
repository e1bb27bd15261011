package alpi.daemon.config;

import java.util.List;

/// A `.env` file that was read, with what in it could not be used.
public record LoadedEnv(Secrets secrets, List<Warning> warnings) {
  public LoadedEnv {
    warnings = List.copyOf(warnings);
  }
}
