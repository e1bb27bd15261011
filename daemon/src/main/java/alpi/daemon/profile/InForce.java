package alpi.daemon.profile;

import alpi.alp.blob.Sha256;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Redactor;
import alpi.daemon.config.Secrets;
import alpi.daemon.config.Warning;
import java.util.List;

/// The settings of a profile at one moment. Take it once at the start of a turn and keep it.
///
/// @param redactor knows every secret of this snapshot
/// @param hash of the configuration's effective values
public record InForce(
    ProfileConfig config, Secrets secrets, Redactor redactor, Sha256 hash, List<Warning> warnings) {
  public InForce {
    warnings = List.copyOf(warnings);
  }
}
