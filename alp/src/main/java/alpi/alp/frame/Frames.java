package alpi.alp.frame;

import alpi.alp.crypto.ChaChaPoly;
import alpi.alp.noise.NoiseCipher;
import alpi.alp.noise.NoiseHandshake;
import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;

/// Messages laid out as frames. In a handshake: an unsigned big-endian length of two bytes and the
/// message. After it: a length of four bytes and the ciphertext with its tag.
public final class Frames {
  /// Largest ciphertext of a frame, tag included.
  public static final int MAX_CIPHERTEXT = 1 << 20;

  /// Largest text that a frame carries.
  public static final int MAX_TEXT = MAX_CIPHERTEXT - ChaChaPoly.TAG_BYTES;

  /// Bytes of length before a handshake message.
  static final int SHORT_HEADER = 2;

  /// Bytes of length before a ciphertext.
  static final int LONG_HEADER = 4;

  private Frames() {}

  public static byte[] handshake(byte[] message) {
    if (message.length > NoiseHandshake.MAX_MESSAGE) {
      throw new IllegalArgumentException("a handshake message of " + message.length + " bytes");
    }
    byte[] frame = new byte[SHORT_HEADER + message.length];
    frame[0] = (byte) (message.length >>> 8);
    frame[1] = (byte) message.length;
    System.arraycopy(message, 0, frame, SHORT_HEADER, message.length);
    return frame;
  }

  /// @throws WireFault when the text is too long for a frame (nothing is sealed then), or the
  ///   cipher is used up
  public static byte[] sealed(NoiseCipher cipher, byte[] text) throws WireFault {
    if (text.length > MAX_TEXT) {
      throw new WireFault(Fault.BAD_LENGTH, "a frame carries at most " + MAX_TEXT + " bytes");
    }
    byte[] ciphertext = cipher.seal(text);
    byte[] frame = new byte[LONG_HEADER + ciphertext.length];
    for (int i = 0; i < LONG_HEADER; i++) {
      frame[i] = (byte) (ciphertext.length >>> (24 - 8 * i));
    }
    System.arraycopy(ciphertext, 0, frame, LONG_HEADER, ciphertext.length);
    return frame;
  }
}
