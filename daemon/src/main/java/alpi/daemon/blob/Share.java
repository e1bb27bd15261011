package alpi.daemon.blob;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.PeerKey;
import java.time.Instant;
import java.util.OptionalInt;

/// That a peer may fetch a blob. To know its hash gives nobody that right.
///
/// @param until when it ends
/// @param left fetches that are left; empty when they are not counted
public record Share(Sha256 hash, PeerKey peer, Instant until, OptionalInt left, Instant created) {}
