package alpi.alp.net;

import alpi.alp.blob.Sha256;

/// How a transfer went well.
///
/// @param size of the blob
/// @param moved bytes of it that travelled: none when it was there already
public record TransferEnd(Sha256 id, long size, long moved) {}
