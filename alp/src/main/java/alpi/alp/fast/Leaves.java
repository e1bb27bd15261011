package alpi.alp.fast;

import alpi.alp.blob.Sha256;
import java.util.Arrays;

/// A run of chunk hashes, in the order of the chunks.
public final class Leaves implements LaneRecord {
  /// Most hashes in one record.
  public static final int MAX = 2_047;

  private final byte[] hashes;

  private Leaves(byte[] hashes) {
    this.hashes = hashes;
  }

  /// @param hashes 1 to [#MAX] of 32 bytes each, one behind the other; copied
  public static Leaves of(byte[] hashes) {
    if (hashes.length == 0
        || hashes.length % Sha256.BYTES != 0
        || hashes.length > MAX * Sha256.BYTES) {
      throw new IllegalArgumentException("no run of leaves has " + hashes.length + " bytes");
    }
    return new Leaves(hashes.clone());
  }

  public int count() {
    return hashes.length / Sha256.BYTES;
  }

  public byte[] leaf(int index) {
    return Arrays.copyOfRange(hashes, index * Sha256.BYTES, (index + 1) * Sha256.BYTES);
  }

  public byte[] bytes() {
    return hashes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Leaves leaves && Arrays.equals(hashes, leaves.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return count() + " leaves";
  }
}
