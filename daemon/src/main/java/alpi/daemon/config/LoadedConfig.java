package alpi.daemon.config;

import alpi.alp.blob.Sha256;
import java.util.List;

/// A `config.yaml` that was read without error.
///
/// @param hash of the effective values, defaults included: two files that mean the same have the
///   same hash
/// @param text the file as it stands, comments included; empty when there is none
public record LoadedConfig(ProfileConfig config, List<Warning> warnings, Sha256 hash, String text) {
  public LoadedConfig {
    warnings = List.copyOf(warnings);
  }
}
