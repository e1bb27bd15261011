package alpi.alp.crypto;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// An X25519 key pair. Secret; its text shows nothing.
public final class DhKey {
  /// Bytes of either half, and of an agreed secret.
  public static final int BYTES = X25519.POINT_SIZE;

  private final byte[] scalar;
  private final byte[] point;

  private DhKey(byte[] scalar) {
    this.scalar = scalar;
    X25519.clampPrivateKey(scalar);
    this.point = new byte[BYTES];
    X25519.generatePublicKey(scalar, 0, point, 0);
  }

  /// @param scalar 32 bytes, copied and clamped
  public static DhKey ofPrivate(byte[] scalar) {
    if (scalar.length != BYTES) {
      throw new IllegalArgumentException("an X25519 key has " + BYTES + " bytes");
    }
    return new DhKey(scalar.clone());
  }

  /// @param random must be unpredictable outside tests
  public static DhKey generate(RandomGenerator random) {
    byte[] scalar = new byte[BYTES];
    random.nextBytes(scalar);
    return new DhKey(scalar);
  }

  public byte[] publicBytes() {
    return point.clone();
  }

  /// The secret shared with the holder of `theirs`.
  ///
  /// @throws WireFault when `theirs` has the wrong length or small order: the secret would be zero
  ///   whatever our key is
  public byte[] agree(byte[] theirs) throws WireFault {
    if (theirs.length != BYTES) {
      throw new WireFault(Fault.BAD_KEY, "an X25519 key has " + BYTES + " bytes");
    }
    byte[] secret = new byte[BYTES];
    if (!X25519.calculateAgreement(scalar, 0, theirs, 0, secret, 0)) {
      throw new WireFault(Fault.BAD_KEY, "an X25519 key of small order");
    }
    return secret;
  }

  byte[] privateBytes() {
    return scalar.clone();
  }

  @Override
  public String toString() {
    return "X25519 key";
  }
}
