package alpi.alp.fast;

import alpi.alp.blob.Chunks;
import alpi.alp.crypto.BulkCipher;
import alpi.alp.crypto.ChaChaPoly;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;

/// What stands before each record, in clear and authenticated with it: how many bytes follow, in
/// three, and what they are, in one.
///
/// @param length of what follows, tag included; within what its type allows
public record RecordHeader(int type, int length) {
  public static final int BYTES = 4;

  /// Largest record without its header.
  public static final int MAX_LENGTH = Integer.BYTES + Chunks.BYTES + BulkCipher.TAG_BYTES;

  /// @throws WireFault when the length is not one that a record of this type can have
  public static RecordHeader read(byte[] bytes, int at) throws WireFault {
    int length =
        ((bytes[at] & 0xff) << 16) | ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff);
    int type = bytes[at + 3] & 0xff;
    boolean chunk = type == RecordCodec.DATA;
    int least = chunk ? Integer.BYTES + 1 + BulkCipher.TAG_BYTES : ChaChaPoly.TAG_BYTES;
    int most = chunk ? MAX_LENGTH : RecordCodec.MAX_PAYLOAD + ChaChaPoly.TAG_BYTES;
    if (length < least || length > most) {
      throw new WireFault(Fault.BAD_LENGTH, "a record of " + length + " bytes");
    }
    return new RecordHeader(type, length);
  }

  /// Whether a chunk follows, which [ChunkOpener] opens; anything else is [RecordOpener]'s.
  public boolean isChunk() {
    return type == RecordCodec.DATA;
  }

  void write(byte[] out) {
    out[0] = (byte) (length >>> 16);
    out[1] = (byte) (length >>> 8);
    out[2] = (byte) length;
    out[3] = (byte) type;
  }

  byte[] bytes() {
    byte[] out = new byte[BYTES];
    write(out);
    return out;
  }
}
