package alpi.alp.net;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import alpi.alp.fast.BlobCode;
import alpi.alp.wire.Fault;
import java.util.Optional;

/// What happened on connections of the fast lane that peers made to us.
public sealed interface TransferEvent {
  /// A connection ended for something that the protocol does not allow, or of somebody unknown.
  ///
  /// @param peer who it was, as far as that was proven
  record Dropped(Optional<PeerKey> peer, Fault fault, String detail) implements TransferEvent {}

  /// A peer's wish that was refused before a byte of the blob was read or sent.
  record Refused(PeerKey peer, Sha256 blob, boolean put, BlobCode code, String detail)
      implements TransferEvent {}

  /// A peer's blob is verified and on disk; nothing moved when it was there before.
  record Received(PeerKey peer, TransferEnd end) implements TransferEvent {}

  /// The small blobs that a peer sent together are verified and on disk.
  record ReceivedMany(PeerKey peer, BatchEnd end) implements TransferEvent {}

  /// A peer has a blob that it asked for.
  record Sent(PeerKey peer, TransferEnd end) implements TransferEvent {}

  /// A transfer that ended before its end.
  record Broken(PeerKey peer, Sha256 blob, boolean put, BlobCode code, String detail)
      implements TransferEvent {}

  /// A transfer in the middle of which the other side said nothing, or took nothing, for too long.
  record Stalled(PeerKey peer, Sha256 blob, boolean put) implements TransferEvent {}
}
