package alpi.alp.fast;

import alpi.alp.crypto.ChaChaPoly;
import alpi.alp.noise.NoiseCipher;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;

/// Seals records of one direction of a session, in order. Not safe for two threads at once.
public final class RecordSealer {
  /// Records after which a session must end: its keys are never changed in between.
  public static final int MAX_RECORDS = 1 << 20;

  private final NoiseCipher cipher;
  private int sealed;

  RecordSealer(NoiseCipher cipher) {
    this.cipher = cipher;
  }

  /// One that has sealed so many already.
  static RecordSealer after(int records, RecordSealer fresh) {
    fresh.sealed = records;
    return fresh;
  }

  /// The record with its header.
  ///
  /// @throws WireFault after [#MAX_RECORDS]
  public byte[] seal(LaneRecord record) throws WireFault {
    if (sealed == MAX_RECORDS) {
      throw new WireFault(Fault.EXHAUSTED, "as many records as one session may have");
    }
    sealed++;
    byte[] payload = RecordCodec.payload(record);
    var header = new RecordHeader(RecordCodec.type(record), payload.length + ChaChaPoly.TAG_BYTES);
    byte[] ciphertext = cipher.seal(header.bytes(), payload);
    byte[] out = new byte[RecordHeader.BYTES + ciphertext.length];
    header.write(out);
    System.arraycopy(ciphertext, 0, out, RecordHeader.BYTES, ciphertext.length);
    return out;
  }
}
