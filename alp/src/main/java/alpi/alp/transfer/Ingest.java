package alpi.alp.transfer;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Merkle;
import alpi.alp.fast.BlobCode;
import alpi.alp.fast.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Reads a blob once and finds out all that its manifest says: leaves, root and whole hash.
public final class Ingest {
  /// Takes the leaves in turn.
  @FunctionalInterface
  public interface LeafSink {
    void accept(byte[] leaf) throws IOException;
  }

  private Ingest() {}

  /// @param leaves is not called for a blob of one chunk, whose root is its leaf
  /// @param progress is told how many bytes were read so far
  /// @throws BlobFault `too-big` past the largest size
  public static Manifest read(
      InputStream in, WholeHash whole, LeafSink leaves, LongConsumer progress)
      throws IOException, BlobFault, InterruptedException {
    Merkle tree = new Merkle();
    long size = 0;
    byte[] first = new byte[0];
    byte[] chunk = whole.lend();
    int got = in.readNBytes(chunk, 0, Chunks.BYTES);
    while (got > 0) {
      size += got;
      if (size > Chunks.MAX_BLOB) {
        throw new BlobFault(BlobCode.TOO_BIG, "more than a blob can have");
      }
      byte[] leaf = Merkle.leaf(chunk, got);
      tree.add(leaf);
      if (tree.count() == 1) {
        first = leaf;
      } else {
        if (tree.count() == 2) {
          leaves.accept(first);
        }
        leaves.accept(leaf);
      }
      whole.feed(chunk, got);
      progress.accept(size);
      chunk = whole.lend();
      got = got < Chunks.BYTES ? 0 : in.readNBytes(chunk, 0, Chunks.BYTES);
    }
    whole.giveBack(chunk);
    return new Manifest(size, whole.finish(), tree.root());
  }
}
