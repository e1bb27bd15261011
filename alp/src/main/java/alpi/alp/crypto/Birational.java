package alpi.alp.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/// The map from Edwards to Montgomery form of Curve25519 (RFC 7748, section 4.1), on public keys: u
/// = (1 + y) / (1 - y).
final class Birational {
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final int BYTES = 32;

  private Birational() {}

  /// @throws IllegalArgumentException for y = 1, which has no image
  static byte[] toMontgomery(byte[] edwards) {
    byte[] bytes = edwards.clone();
    bytes[BYTES - 1] &= 0x7f;
    BigInteger y = new BigInteger(1, reversed(bytes));
    BigInteger below = BigInteger.ONE.subtract(y).mod(P);
    if (below.signum() == 0) {
      throw new IllegalArgumentException("the neutral element is nobody's key");
    }
    BigInteger u = BigInteger.ONE.add(y).multiply(below.modInverse(P)).mod(P);
    return Arrays.copyOf(reversed(u.toByteArray()), BYTES);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }
}
