package alpi.alp.noise;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.ChaChaPoly;
import alpi.alp.crypto.Hkdf;
import alpi.alp.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// The running hash, the chaining key and the current key of a handshake (Noise, section 5.2).
final class Symmetric {
  private static final int HASH_BYTES = Sha256.BYTES;
  private static final byte[] NOTHING = {};

  private byte[] hash;
  private byte[] chain;
  private Optional<NoiseCipher> cipher = Optional.empty();

  /// @param protocol a name of exactly 32 bytes, which is its own hash by the rule of Noise
  Symmetric(String protocol) {
    byte[] name = protocol.getBytes(StandardCharsets.US_ASCII);
    if (name.length != HASH_BYTES) {
      throw new IllegalArgumentException("a protocol name of " + HASH_BYTES + " bytes is needed");
    }
    this.hash = name;
    this.chain = name.clone();
  }

  void mixHash(byte[] data) {
    MessageDigest digest = Sha256.digest();
    digest.update(hash);
    hash = digest.digest(data);
  }

  void mixKey(byte[] secret) {
    byte[] both = Hkdf.derive(secret, chain, NOTHING, 2 * HASH_BYTES);
    chain = Arrays.copyOf(both, HASH_BYTES);
    cipher = Optional.of(new NoiseCipher(secondHalf(both)));
  }

  byte[] sealAndHash(byte[] plaintext) throws WireFault {
    byte[] out = cipher.isPresent() ? cipher.get().seal(hash, plaintext) : plaintext;
    mixHash(out);
    return out;
  }

  byte[] openAndHash(byte[] received) throws WireFault {
    byte[] out = cipher.isPresent() ? cipher.get().open(hash, received) : received;
    mixHash(received);
    return out;
  }

  /// Bytes by which a sealed part is longer than what went into it, at this point.
  int overhead() {
    return cipher.isPresent() ? ChaChaPoly.TAG_BYTES : 0;
  }

  byte[] hash() {
    return hash.clone();
  }

  /// The first two keys are what a division in two would give; the third is for keys of our own.
  NoiseSession split(boolean initiator, byte[] remoteStatic) {
    byte[] all = Hkdf.derive(NOTHING, chain, NOTHING, 3 * HASH_BYTES);
    var first = new NoiseCipher(Arrays.copyOf(all, HASH_BYTES));
    var second = new NoiseCipher(secondHalf(all));
    byte[] exporter = Arrays.copyOfRange(all, 2 * HASH_BYTES, 3 * HASH_BYTES);
    return initiator
        ? new NoiseSession(first, second, hash(), exporter, remoteStatic)
        : new NoiseSession(second, first, hash(), exporter, remoteStatic);
  }

  private static byte[] secondHalf(byte[] both) {
    return Arrays.copyOfRange(both, HASH_BYTES, 2 * HASH_BYTES);
  }
}
