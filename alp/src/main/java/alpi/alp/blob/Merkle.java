package alpi.alp.blob;

import java.security.MessageDigest;

/// The root of a hash tree over chunks (RFC 6962, section 2.1), folded leaf by leaf: it holds one
/// hash for each level, however many leaves come.
public final class Merkle {
  /// Levels of the largest tree: 64 GiB have 2^18 leaves.
  private static final int LEVELS = 19;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /// The subtree of 2^i leaves that waits for its neighbour, at i, where bit i of `count` is set.
  private final byte[][] waiting = new byte[LEVELS][Sha256.BYTES];

  private int count;

  /// The hash of one chunk.
  public static byte[] leaf(byte[] chunk, int length) {
    MessageDigest digest = Sha256.digest();
    digest.update(LEAF);
    digest.update(chunk, 0, length);
    return digest.digest();
  }

  private static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = Sha256.digest();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }

  /// @param leaf as [#leaf] gives it
  public void add(byte[] leaf) {
    if (leaf.length != Sha256.BYTES) {
      throw new IllegalArgumentException("a leaf has " + Sha256.BYTES + " bytes");
    }
    if (count == Chunks.count(Chunks.MAX_BLOB)) {
      throw new IllegalStateException("a tree has at most " + count + " leaves");
    }
    byte[] hash = leaf.clone();
    int level = 0;
    while (((count >>> level) & 1) == 1) {
      hash = node(waiting[level], hash);
      level++;
    }
    waiting[level] = hash;
    count++;
  }

  public int count() {
    return count;
  }

  /// The root over the leaves so far; that of an empty tree is the hash of nothing.
  public Sha256 root() {
    if (count == 0) {
      return Sha256.of(new byte[0]);
    }
    int level = Integer.numberOfTrailingZeros(count);
    byte[] hash = waiting[level];
    for (int above = level + 1; above < LEVELS; above++) {
      if (((count >>> above) & 1) == 1) {
        hash = node(waiting[above], hash);
      }
    }
    return Sha256.ofDigest(hash);
  }
}
