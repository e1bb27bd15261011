package alpi.alp.transfer;

import alpi.alp.blob.ChunkMap;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.crypto.Signature;
import alpi.alp.fast.Batch;
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

  /// Which blobs of a batch need not be sent: those that [#has] knows.
  default ChunkMap held(PeerKey peer, Batch batch) throws IOException {
    ChunkMap held = ChunkMap.none(batch.count());
    for (int i = 0; i < batch.count(); i++) {
      if (has(peer, batch.entries().get(i).id())) {
        held.add(i);
      }
    }
    return held;
  }

  /// Stores the blobs of a batch that are not `held`, all of them or none: they are on the disk and
  /// visible when this returns.
  ///
  /// @param bytes of those blobs, one behind the other; the caller has verified each
  /// @param sent the sender's signature over what it sent
  void publish(PeerKey from, Batch batch, ChunkMap held, byte[] bytes, Signature sent)
      throws IOException, BlobFault;

  /// A connection that brought blobs is over: what was put off so that it need not wait can be done
  /// now, on the caller's thread.
  default void rested() {}
}
