package alpi.alp.crypto;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// HKDF with SHA-256 (RFC 5869), from the JDK.
public final class Hkdf {
  /// Most bytes that one derivation may give: 255 blocks.
  public static final int MAX_BYTES = 255 * 32;

  private Hkdf() {}

  /// @param length 1 to [#MAX_BYTES]
  public static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
    if (length < 1 || length > MAX_BYTES) {
      throw new IllegalArgumentException("HKDF gives 1 to " + MAX_BYTES + " bytes");
    }
    AlgorithmParameterSpec spec =
        HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, length);
    try {
      return KDF.getInstance("HKDF-SHA256").deriveData(spec);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK 25 has HKDF-SHA256", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF refused its own bounds", e);
    }
  }
}
