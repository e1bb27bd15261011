package alpi.daemon.profile;

import alpi.daemon.config.Change;
import java.util.List;

/// What a patch or a revert did, or would do.
///
/// @param rev the revision that holds now
/// @param written whether the file was changed
/// @param changes values in force before and after
/// @param diff lines of the file that differ
/// @param conflicts settings left alone because they were changed again since; only for a revert
public record ConfigChange(
    long rev, boolean written, List<Change> changes, List<String> diff, List<String> conflicts) {
  public ConfigChange {
    changes = List.copyOf(changes);
    diff = List.copyOf(diff);
    conflicts = List.copyOf(conflicts);
  }
}
