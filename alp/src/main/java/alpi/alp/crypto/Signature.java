package alpi.alp.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/// An Ed25519 signature, to be kept beside what it signs.
public final class Signature {
  public static final int BYTES = PeerKey.SIGNATURE_BYTES;

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @param bytes 64, copied
  public static Signature of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a signature has " + BYTES + " bytes");
    }
    return new Signature(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public boolean isOf(PeerKey signer, byte[] text) {
    return signer.verifies(text, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
