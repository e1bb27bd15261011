package alpi.daemon.backup;

import java.time.Instant;
import java.util.List;

/// What a backup says about itself, first of all that is sealed.
///
/// @param alpi the version that wrote it
/// @param schema of the journals in it
public record Manifest(String alpi, int schema, Instant made, List<String> profiles) {
  public Manifest {
    profiles = List.copyOf(profiles);
  }
}
