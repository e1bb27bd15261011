package alpi.daemon.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes secrets that guard something for a while: 256 bits of chance, in hex.
public final class Tokens {
  private static final int BYTES = 32;

  private final RandomGenerator random;

  /// @param random unpredictable wherever the tokens guard anything
  public Tokens(RandomGenerator random) {
    this.random = random;
  }

  public Secret next() {
    return new Secret(HexFormat.of().formatHex(bytes(BYTES)));
  }

  /// Chance itself, for keys and salts.
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Whether both are the same text, in a time that tells nothing about where they differ.
  public static boolean same(Secret token, String offered) {
    return MessageDigest.isEqual(
        token.reveal().getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
  }
}
