package alpi.alp.blob;

/// How a blob is cut for the road: pieces of 256 KiB, the last one shorter, none empty. An empty
/// blob has no chunk.
public final class Chunks {
  /// Binary logarithm of a chunk's size.
  public static final int LOG2 = 18;

  /// Bytes of every chunk but the last. Larger ones seal slowly: the JDK compiles the cipher's loop
  /// by the number of its calls.
  public static final int BYTES = 1 << LOG2;

  /// Largest blob that is cut.
  public static final long MAX_BLOB = 64L << 30;

  private Chunks() {}

  /// @param size of the blob, 0 to [#MAX_BLOB]
  public static int count(long size) {
    if (size < 0 || size > MAX_BLOB) {
      throw new IllegalArgumentException("a blob of " + size + " bytes is not cut");
    }
    return (int) ((size + BYTES - 1) >>> LOG2);
  }

  /// Bytes of one chunk.
  public static int length(long size, int index) {
    if (index < 0 || index >= count(size)) {
      throw new IllegalArgumentException("no chunk " + index + " in " + size + " bytes");
    }
    return (int) Math.min(BYTES, size - offset(index));
  }

  /// Where a chunk begins.
  public static long offset(int index) {
    return (long) index << LOG2;
  }
}
