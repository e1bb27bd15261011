package alpi.alp.net;

import alpi.alp.blob.Sha256;
import alpi.alp.fast.Batch;

/// How a batch went well.
///
/// @param digest of the batch
/// @param count of its blobs
/// @param size of all of them
/// @param moved bytes that travelled: none when all were there already
public record BatchEnd(Sha256 digest, int count, long size, long moved) {
  static BatchEnd of(Batch batch, long moved) {
    return new BatchEnd(batch.digest(), batch.count(), batch.size(), moved);
  }
}
