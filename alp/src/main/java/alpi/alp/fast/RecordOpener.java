package alpi.alp.fast;

import alpi.alp.noise.NoiseCipher;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;

/// Opens records of one direction of a session, in the order they were sealed. Not safe for two
/// threads at once.
public final class RecordOpener {
  private final NoiseCipher cipher;
  private int opened;

  RecordOpener(NoiseCipher cipher) {
    this.cipher = cipher;
  }

  /// @param header of this record, not of a chunk
  public LaneRecord open(RecordHeader header, byte[] ciphertext) throws WireFault {
    if (header.isChunk() || ciphertext.length != header.length()) {
      throw new WireFault(Fault.OUT_OF_TURN, "a chunk where a record belongs");
    }
    if (opened == RecordSealer.MAX_RECORDS) {
      throw new WireFault(Fault.EXHAUSTED, "as many records as one session may have");
    }
    opened++;
    return RecordCodec.read(header.type(), cipher.open(header.bytes(), ciphertext));
  }
}
