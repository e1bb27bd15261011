package alpi.alp.transfer;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import java.io.IOException;
import java.util.Optional;

/// Where blobs lie, and who may put and have them. Called by several threads.
public interface BlobPort {
  /// Judges an offer before a byte of it is read: size, quotas, room on the disk.
  ///
  /// @return empty when it is welcome
  Optional<BlobRefusal> judge(Incoming offer) throws IOException;

  /// Whether the blob is here already *and* this peer put it or was given it. For any other peer
  /// the answer is no, or it could find out what is stored here.
  boolean has(PeerKey peer, Sha256 id) throws IOException;

  /// What was kept of an earlier try, or a new part. An earlier part of the same blob of the same
  /// peer that is still open refuses everything from then on: the newest connection takes over.
  BlobPart stage(Incoming offer) throws IOException, BlobFault;

  /// A blob that was shared with this peer; counts as one fetch of it.
  ///
  /// @throws BlobFault `blob-not-found` whether it is unknown, not shared, expired or damaged
  BlobSource share(PeerKey peer, Sha256 id) throws IOException, BlobFault;
}
