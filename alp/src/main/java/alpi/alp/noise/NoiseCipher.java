package alpi.alp.noise;

import alpi.alp.crypto.ChaChaPoly;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;

/// One direction of a session: a key and the number of the next message. Seals or opens in order,
/// each number once. After a fault nothing more comes out of it.
public final class NoiseCipher {
  /// The number that Noise reserves; no message carries it.
  private static final long RESERVED = -1L;

  private static final byte[] NOTHING = {};

  private final ChaChaPoly aead;
  private long counter;
  private boolean broken;

  NoiseCipher(byte[] key) {
    this(key, 0);
  }

  /// @param counter of the next message, unsigned
  NoiseCipher(byte[] key, long counter) {
    this.aead = new ChaChaPoly(key);
    this.counter = counter;
  }

  /// @throws WireFault when all numbers are used; the session must end
  public byte[] seal(byte[] plaintext) throws WireFault {
    return seal(NOTHING, plaintext);
  }

  public byte[] open(byte[] ciphertext) throws WireFault {
    return open(NOTHING, ciphertext);
  }

  public byte[] seal(byte[] associated, byte[] plaintext) throws WireFault {
    return aead.seal(nextNonce(), associated, plaintext);
  }

  public byte[] open(byte[] associated, byte[] ciphertext) throws WireFault {
    byte[] nonce = nextNonce();
    broken = true;
    byte[] plaintext = aead.open(nonce, associated, ciphertext);
    broken = false;
    return plaintext;
  }

  private byte[] nextNonce() throws WireFault {
    if (broken) {
      throw new WireFault(Fault.BAD_TAG, "nothing is read after a message that did not open");
    }
    if (counter == RESERVED) {
      throw new WireFault(Fault.EXHAUSTED, "every message number of this session is used");
    }
    byte[] nonce = new byte[ChaChaPoly.NONCE_BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[4 + i] = (byte) (counter >>> (8 * i));
    }
    counter++;
    return nonce;
  }
}
