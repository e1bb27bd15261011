package alpi.alp.crypto;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// ChaCha20-Poly1305 (RFC 8439) under one key, from the JDK. The caller sees to it that no nonce
/// seals twice. Not safe for use by two threads at once.
public final class ChaChaPoly {
  public static final int KEY_BYTES = 32;
  public static final int NONCE_BYTES = 12;
  public static final int TAG_BYTES = 16;

  private static final String NAME = "ChaCha20-Poly1305";

  private final SecretKey key;
  private final Cipher cipher;

  public ChaChaPoly(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a ChaCha20 key has " + KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance(NAME);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + NAME, e);
    }
  }

  /// Ciphertext with the tag behind it.
  ///
  /// @throws IllegalArgumentException when the nonce has not twelve bytes, or sealed last time too
  public byte[] seal(byte[] nonce, byte[] associated, byte[] plaintext) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, checked(nonce));
      cipher.updateAAD(associated);
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("refused to seal", e);
    }
  }

  /// The plaintext, or a fault: there is no partial result.
  public byte[] open(byte[] nonce, byte[] associated, byte[] ciphertext) throws WireFault {
    if (ciphertext.length < TAG_BYTES) {
      throw new WireFault(Fault.BAD_LENGTH, "ciphertext shorter than its tag");
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, checked(nonce));
      cipher.updateAAD(associated);
      return cipher.doFinal(ciphertext);
    } catch (AEADBadTagException e) {
      throw new WireFault(Fault.BAD_TAG, "ciphertext that was not sealed by the other side");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("refused to open", e);
    }
  }

  private static IvParameterSpec checked(byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce has " + NONCE_BYTES + " bytes");
    }
    return new IvParameterSpec(nonce);
  }
}
