package alpi.daemon.profile;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Actor;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// One recorded change of a profile's `config.yaml`.
///
/// @param rev 1, 2, 3 …
/// @param actor who; `system` for an edit of the file by hand
/// @param parent the revision it was made on
/// @param keys settings it changed
/// @param before hash of the values in force before
/// @param after hash of the values in force after
/// @param reverts the revision it took back
public record Revision(
    long rev,
    Instant at,
    Actor actor,
    long parent,
    List<String> keys,
    Sha256 before,
    Sha256 after,
    OptionalLong reverts) {
  public Revision {
    keys = List.copyOf(keys);
  }
}
