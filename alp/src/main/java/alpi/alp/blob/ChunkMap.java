package alpi.alp.blob;

import java.util.Arrays;
import java.util.BitSet;

/// Which chunks of a blob are there: a bit for each. Confined to one caller at a time.
public final class ChunkMap {
  private final int count;
  private final BitSet set;

  private ChunkMap(int count, BitSet set) {
    this.count = count;
    this.set = set;
  }

  /// @param count of chunks, up to that of the largest blob
  public static ChunkMap none(int count) {
    if (count < 0 || count > Chunks.count(Chunks.MAX_BLOB)) {
      throw new IllegalArgumentException("no blob has " + count + " chunks");
    }
    return new ChunkMap(count, new BitSet(count));
  }

  /// @param bits chunk i is bit i % 8, counted from the least significant, of byte i / 8
  /// @throws IllegalArgumentException when the bytes are not [#bytes] of any map of that many
  public static ChunkMap of(int count, byte[] bits) {
    ChunkMap map = none(count);
    if (bits.length != size(count)) {
      throw new IllegalArgumentException("a map of " + count + " chunks has other bytes");
    }
    map.set.or(BitSet.valueOf(bits));
    if (map.set.length() > count) {
      throw new IllegalArgumentException("a map of " + count + " chunks names others");
    }
    return map;
  }

  /// Bytes of a map.
  public static int size(int count) {
    return (count + 7) / 8;
  }

  public ChunkMap copy() {
    return new ChunkMap(count, (BitSet) set.clone());
  }

  public int count() {
    return count;
  }

  public boolean has(int chunk) {
    return set.get(checked(chunk));
  }

  public void add(int chunk) {
    set.set(checked(chunk));
  }

  /// How many are there.
  public int present() {
    return set.cardinality();
  }

  public boolean isFull() {
    return set.cardinality() == count;
  }

  /// The first chunk at `from` or after it that is missing; `count` when none is.
  public int nextMissing(int from) {
    return Math.min(count, set.nextClearBit(from));
  }

  /// The last chunk that is missing; -1 when none is.
  public int lastMissing() {
    return set.previousClearBit(count - 1);
  }

  public byte[] bytes() {
    return Arrays.copyOf(set.toByteArray(), size(count));
  }

  private int checked(int chunk) {
    if (chunk < 0 || chunk >= count) {
      throw new IllegalArgumentException("no chunk " + chunk + " of " + count);
    }
    return chunk;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkMap map && count == map.count && set.equals(map.set);
  }

  @Override
  public int hashCode() {
    return set.hashCode();
  }

  @Override
  public String toString() {
    return present() + " of " + count + " chunks";
  }
}
