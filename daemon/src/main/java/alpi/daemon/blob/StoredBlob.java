package alpi.daemon.blob;

import alpi.alp.blob.BlobRef;
import java.time.Instant;
import java.util.Set;

/// A blob as the store knows it.
///
/// @param owners who keeps it; without any it is swept once the grace period is over
/// @param corrupt whether its bytes were found changed: they are never served
public record StoredBlob(BlobRef ref, Instant stored, Set<String> owners, boolean corrupt) {
  public StoredBlob {
    owners = Set.copyOf(owners);
  }
}
