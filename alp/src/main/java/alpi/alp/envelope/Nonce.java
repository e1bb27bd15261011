package alpi.alp.envelope;

import alpi.alp.wire.Fault;
import alpi.alp.wire.WireFault;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What makes an envelope unlike every other of its sender.
///
/// @param hex 16 bytes as 32 lower-case hexadecimal digits
public record Nonce(String hex) {
  private static final int BYTES = 16;

  public Nonce {
    if (!isHex(hex)) {
      throw new IllegalArgumentException("a nonce has 32 lower-case hexadecimal digits");
    }
  }

  private static boolean isHex(String text) {
    return text.length() == 2 * BYTES
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /// @param random must not repeat itself outside tests
  public static Nonce fresh(RandomGenerator random) {
    return new Nonce(freshHex(random));
  }

  /// 32 hexadecimal digits of chance, the form that request ids have too.
  public static String freshHex(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static Nonce parse(String text) throws WireFault {
    if (!isHex(text)) {
      throw new WireFault(Fault.BAD_ENVELOPE, "a nonce of another form");
    }
    return new Nonce(text);
  }
}
