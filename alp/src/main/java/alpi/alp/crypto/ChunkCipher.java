package alpi.alp.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The pieces of one sealed stream: AES-256-GCM from the JDK, the nonce an eleven-byte count of
/// pieces and one byte that marks the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway
/// and Vizár, 2015). So no piece can be moved, dropped, repeated or passed off as the last.
///
/// A key seals one stream only, since every stream counts from zero.
final class ChunkCipher {
  static final int KEY_BYTES = 32;

  /// Bytes of plaintext in every piece but the last. The JDK's cipher is fastest at this size.
  static final int CHUNK = 64 << 10;

  static final int TAG_BYTES = 16;

  /// Most pieces of one stream: 256 TiB.
  static final long MAX_PIECES = 1L << 32;

  private static final String NAME = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;

  private final SecretKey key;
  private final Cipher cipher;
  private long count;

  ChunkCipher(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key of a stream has " + KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, "AES");
    try {
      this.cipher = Cipher.getInstance(NAME);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + NAME, e);
    }
  }

  /// How many pieces went through.
  long count() {
    return count;
  }

  byte[] seal(byte[] plain, int length, boolean last) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, next(last));
      return cipher.doFinal(plain, 0, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("refused to seal", e);
    }
  }

  byte[] open(byte[] sealed, int length, boolean last) throws SealBroken {
    boolean first = count == 0;
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, next(last));
      return cipher.doFinal(sealed, 0, length);
    } catch (AEADBadTagException _) {
      throw new SealBroken(first ? SealBroken.Why.KEY : SealBroken.Why.ALTERED);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("refused to open", e);
    }
  }

  /// Whether the piece that did not open as the last one is whole, and others should follow it.
  boolean inTheMiddle(byte[] sealed, int length) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nonce(count - 1, false));
      return cipher.doFinal(sealed, 0, length).length == CHUNK;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private GCMParameterSpec next(boolean last) {
    if (count >= MAX_PIECES) {
      throw new IllegalStateException("a stream is too long to be sealed");
    }
    return nonce(count++, last);
  }

  private static GCMParameterSpec nonce(long count, boolean last) {
    byte[] nonce =
        ByteBuffer.allocate(NONCE_BYTES)
            .position(3)
            .putLong(count)
            .put((byte) (last ? 1 : 0))
            .array();
    return new GCMParameterSpec(8 * TAG_BYTES, nonce);
  }
}
