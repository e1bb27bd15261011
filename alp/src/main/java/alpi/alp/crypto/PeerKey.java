package alpi.alp.crypto;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A peer's identity: its Ed25519 public key, compared by the one text it has on the wire.
///
/// @param text the 32 bytes in standard base64 with padding, 44 characters; no other spelling of
///   the same bytes is accepted, because peers compare texts
public record PeerKey(String text) {
  /// Bytes of the key.
  public static final int BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /// Characters of its text.
  public static final int CHARS = 44;

  /// Bytes of a signature.
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

  /// @throws IllegalArgumentException when the text is not the one spelling of a key of full order
  public PeerKey {
    byte[] raw = decoded(text);
    if (!Ed25519.validatePublicKeyFull(raw, 0)) {
      throw new IllegalArgumentException("not a key: a point off the curve or of small order");
    }
  }

  public static PeerKey of(byte[] raw) {
    return new PeerKey(Base64.getEncoder().encodeToString(raw));
  }

  /// A key that another machine wrote.
  public static PeerKey parse(String text) throws WireFault {
    try {
      return new PeerKey(text);
    } catch (IllegalArgumentException e) {
      throw new WireFault(Fault.BAD_KEY, "not a peer's key");
    }
  }

  private static byte[] decoded(String text) {
    if (text.length() != CHARS) {
      throw new IllegalArgumentException("a key has " + CHARS + " characters");
    }
    byte[] raw = Base64.getDecoder().decode(text);
    if (raw.length != BYTES || !Base64.getEncoder().encodeToString(raw).equals(text)) {
      throw new IllegalArgumentException("a key is 32 bytes in canonical base64");
    }
    return raw;
  }

  public byte[] bytes() {
    return decoded(text);
  }

  /// The X25519 public key that belongs to this identity, for handshakes.
  public byte[] staticKey() {
    return Birational.toMontgomery(bytes());
  }

  public boolean hasStaticKey(byte[] candidate) {
    return Arrays.equals(staticKey(), candidate);
  }

  public boolean verifies(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && Ed25519.verify(signature, 0, bytes(), 0, message, 0, message.length);
  }

  /// The first eight characters, for people and logs.
  public String brief() {
    return text.substring(0, 8);
  }

  @Override
  public String toString() {
    return text;
  }
}
