package alpi.alp.fast;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.ByteBuffer;

/// What a blob is, before a byte of it: how large, what all of it hashes to, and the root of the
/// tree over its chunks, by which each chunk can be checked alone.
///
/// @param size 0 to [Chunks#MAX_BLOB]
/// @param id SHA-256 of the whole: its name
/// @param root as [alpi.alp.blob.Merkle] folds it
public record Manifest(long size, Sha256 id, Sha256 root) implements Offering {
  /// Bytes on the wire.
  public static final int BYTES = 4 + Long.BYTES + 2 * Sha256.BYTES;

  private static final byte VERSION = 1;
  private static final byte HASH = 1;

  public Manifest {
    if (size < 0 || size > Chunks.MAX_BLOB) {
      throw new IllegalArgumentException("no blob has " + size + " bytes");
    }
  }

  public int chunks() {
    return Chunks.count(size);
  }

  /// Whether leaves travel: the root of a single chunk is its leaf.
  public boolean hasLeaves() {
    return chunks() > 1;
  }

  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.put(VERSION).put(HASH).put((byte) Chunks.LOG2).put((byte) 0).putLong(size);
    return out.put(id.bytes()).put(root.bytes()).array();
  }

  /// @throws WireFault when it is of another version, hash, chunk size, or beyond the largest size
  static Manifest read(ByteBuffer in) throws WireFault {
    byte[] head = new byte[4];
    in.get(head);
    long size = in.getLong();
    if (head[0] != VERSION || head[1] != HASH || head[2] != Chunks.LOG2 || head[3] != 0) {
      throw new WireFault(Fault.BAD_RECORD, "a manifest of another kind");
    }
    if (size < 0 || size > Chunks.MAX_BLOB) {
      throw new WireFault(Fault.BAD_RECORD, "a manifest of a blob too large");
    }
    return new Manifest(size, digest(in), digest(in));
  }

  static Sha256 digest(ByteBuffer in) {
    byte[] digest = new byte[Sha256.BYTES];
    in.get(digest);
    return Sha256.ofDigest(digest);
  }

  @Override
  public String kind() {
    return "blob";
  }

  @Override
  public byte[] vouched() {
    return bytes();
  }
}
