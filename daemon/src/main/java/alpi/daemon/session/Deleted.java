package alpi.daemon.session;

import alpi.alp.blob.BlobRef;
import alpi.daemon.base.SessionId;
import java.util.Set;

/// What a deleted conversation leaves to do for the one who deleted it.
///
/// @param messages how many lines are gone
/// @param blobs what it referred to: its ownership of them ends with it
public record Deleted(SessionId id, int messages, Set<BlobRef> blobs) {
  public Deleted {
    blobs = Set.copyOf(blobs);
  }
}
