package alpi.alp.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A profile's own key pair: signs envelopes, and stands for the profile in handshakes through the
/// X25519 pair derived from it. Secret; its text shows the public half alone.
public final class Identity {
  /// Bytes of the seed, all that has to be kept.
  public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  private final byte[] seed;
  private final byte[] publicBytes;
  private final PeerKey key;
  private final DhKey staticKey;

  private Identity(byte[] seed) {
    this.seed = seed;
    this.publicBytes = new byte[PeerKey.BYTES];
    Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
    this.key = PeerKey.of(publicBytes);
    this.staticKey = DhKey.ofPrivate(Arrays.copyOf(sha512(seed), DhKey.BYTES));
  }

  /// @param seed 32 bytes, copied
  public static Identity ofSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("a seed has " + SEED_BYTES + " bytes");
    }
    return new Identity(seed.clone());
  }

  /// @param random must be unpredictable outside tests
  public static Identity generate(RandomGenerator random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new Identity(seed);
  }

  public PeerKey key() {
    return key;
  }

  /// The X25519 pair for handshakes; its public half is [PeerKey#staticKey] of [#key].
  public DhKey staticKey() {
    return staticKey;
  }

  public byte[] sign(byte[] message) {
    byte[] signature = new byte[PeerKey.SIGNATURE_BYTES];
    Ed25519.sign(seed, 0, publicBytes, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  byte[] seed() {
    return seed.clone();
  }

  boolean isOf(byte[] publicKey) {
    return MessageDigest.isEqual(publicBytes, publicKey);
  }

  private static byte[] sha512(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  @Override
  public String toString() {
    return "identity " + key.brief();
  }
}
