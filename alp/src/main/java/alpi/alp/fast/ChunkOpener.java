package alpi.alp.fast;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.BulkCipher;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.nio.ByteBuffer;

/// Opens the chunks of one blob on one connection, in the order they were sealed.
public final class ChunkOpener {
  private final BulkCipher cipher;
  private final int stream;
  private final Sha256 blob;
  private long opened;
  private boolean broken;

  ChunkOpener(BulkCipher cipher, int stream, Sha256 blob) {
    this.cipher = cipher;
    this.stream = stream;
    this.blob = blob;
  }

  /// The number of the chunk in a record, not yet authenticated.
  public static int index(byte[] record) {
    return ByteBuffer.wrap(record).getInt(0);
  }

  /// Writes the chunk to the start of `out`.
  ///
  /// @param record what stood behind its header
  /// @param last whether it must be the last one, by what is missing
  /// @return bytes of the chunk
  public int open(RecordHeader header, byte[] record, boolean last, byte[] out) throws WireFault {
    if (broken || !header.isChunk()) {
      throw new WireFault(Fault.OUT_OF_TURN, "no chunk is opened after one that did not open");
    }
    broken = true;
    int length = header.length() - Integer.BYTES - BulkCipher.TAG_BYTES;
    byte[] associated = ChunkSealer.associated(stream, blob, index(record), length);
    cipher.open(
        ChunkSealer.nonce(last, opened),
        associated,
        record,
        Integer.BYTES,
        header.length() - Integer.BYTES,
        out);
    opened++;
    broken = false;
    return length;
  }
}
