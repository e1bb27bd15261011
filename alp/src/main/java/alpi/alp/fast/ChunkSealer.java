package alpi.alp.fast;

import alpi.alp.blob.Chunks;
import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkCipher;
import java.nio.ByteBuffer;

/// Seals the chunks of one blob on one connection. The nonce is the number of the sealing and never
/// the chunk's: a chunk that is sent again, from a file that changed, must not use a nonce twice.
public final class ChunkSealer {
  /// Bytes by which a record is longer than its chunk.
  public static final int OVERHEAD = RecordHeader.BYTES + Integer.BYTES + BulkCipher.TAG_BYTES;

  private final BulkCipher cipher;
  private final int stream;
  private final Sha256 blob;
  private long sealed;

  ChunkSealer(BulkCipher cipher, int stream, Sha256 blob) {
    this.cipher = cipher;
    this.stream = stream;
    this.blob = blob;
  }

  /// Writes the whole record, header included, to the start of `out`.
  ///
  /// @param last whether it is the last chunk that this sending sends
  /// @return bytes of the record
  public int seal(int index, boolean last, byte[] chunk, int length, byte[] out) {
    if (length < 1 || length > Chunks.BYTES) {
      throw new IllegalArgumentException("no chunk has " + length + " bytes");
    }
    var header = new RecordHeader(RecordCodec.DATA, Integer.BYTES + length + BulkCipher.TAG_BYTES);
    header.write(out);
    ByteBuffer.wrap(out).putInt(RecordHeader.BYTES, index);
    byte[] associated = associated(stream, blob, index, length);
    cipher.seal(
        nonce(last, sealed), associated, chunk, length, out, RecordHeader.BYTES + Integer.BYTES);
    sealed++;
    return length + OVERHEAD;
  }

  static byte[] nonce(boolean last, long number) {
    ByteBuffer nonce = ByteBuffer.allocate(BulkCipher.NONCE_BYTES);
    nonce.put((byte) (last ? 1 : 0));
    return nonce.putLong(BulkCipher.NONCE_BYTES - Long.BYTES, number).array();
  }

  static byte[] associated(int stream, Sha256 blob, int index, int length) {
    return ByteBuffer.allocate(1 + 3 * Integer.BYTES + Sha256.BYTES)
        .put((byte) RecordCodec.DATA)
        .putInt(stream)
        .put(blob.bytes())
        .putInt(index)
        .putInt(length)
        .array();
  }
}
