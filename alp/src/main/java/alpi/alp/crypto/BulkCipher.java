package alpi.alp.crypto;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens large pieces in arrays that are used again. One cipher object is initialised
/// anew for each piece: making one costs more than sealing. The caller sees to it that no nonce
/// seals twice. Not safe for use by two threads at once.
public final class BulkCipher {
  public static final int KEY_BYTES = 32;
  public static final int NONCE_BYTES = 12;
  public static final int TAG_BYTES = 16;

  private final BulkSuite suite;
  private final SecretKey key;
  private final Cipher cipher;

  public BulkCipher(BulkSuite suite, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes");
    }
    this.suite = suite;
    this.key = new SecretKeySpec(key, suite.keyName());
    try {
      this.cipher = Cipher.getInstance(suite.cipherName());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + suite.cipherName(), e);
    }
  }

  /// Writes ciphertext and tag to `out` from `at`.
  public void seal(
      byte[] nonce, byte[] associated, byte[] plaintext, int length, byte[] out, int at) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, parameters(nonce));
      cipher.updateAAD(associated);
      cipher.doFinal(plaintext, 0, length, out, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("refused to seal", e);
    }
  }

  /// Writes the plaintext to the start of `out`. After a fault `out` holds nothing to be used.
  ///
  /// @param length of ciphertext and tag, from `at`
  public void open(
      byte[] nonce, byte[] associated, byte[] ciphertext, int at, int length, byte[] out)
      throws WireFault {
    if (length < TAG_BYTES) {
      throw new WireFault(Fault.BAD_LENGTH, "ciphertext shorter than its tag");
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, parameters(nonce));
      cipher.updateAAD(associated);
      cipher.doFinal(ciphertext, at, length, out, 0);
    } catch (AEADBadTagException e) {
      throw new WireFault(Fault.BAD_TAG, "a piece that was not sealed by the other side");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("refused to open", e);
    }
  }

  private AlgorithmParameterSpec parameters(byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce has " + NONCE_BYTES + " bytes");
    }
    return switch (suite) {
      case AES_256_GCM -> new GCMParameterSpec(8 * TAG_BYTES, nonce);
      case CHACHA20_POLY1305 -> new IvParameterSpec(nonce);
    };
  }
}
