package alpi.alp.transfer;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import java.util.Optional;

/// A blob that a peer wants to put here, or that was asked of it.
///
/// @param root of the tree over its chunks; empty on the lane of version 1, which has none
public record Incoming(PeerKey from, Sha256 id, long size, Optional<Sha256> root) {
  public Incoming {
    if (size < 0) {
      throw new IllegalArgumentException("no blob has " + size + " bytes");
    }
  }
}
