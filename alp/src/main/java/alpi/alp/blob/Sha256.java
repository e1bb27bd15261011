package alpi.alp.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 digest: the name of a blob and the link of a hash chain.
///
/// @param hex 64 lower-case hexadecimal digits
public record Sha256(String hex) {
  /// Bytes of a digest.
  public static final int BYTES = 32;

  public Sha256 {
    if (!isHex(hex)) {
      throw new IllegalArgumentException("not a SHA-256 digest in lower-case hex");
    }
  }

  /// Whether `text` could name a digest: 64 digits of `[0-9a-f]`.
  public static boolean isHex(String text) {
    return text.length() == 2 * BYTES
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  public static Sha256 of(byte[] content) {
    return new Sha256(HexFormat.of().formatHex(digest().digest(content)));
  }

  public static Sha256 ofDigest(byte[] digest) {
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  /// A fresh SHA-256 computation.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /// Constant-time equality, for digests that guard something.
  public boolean matches(Sha256 other) {
    return MessageDigest.isEqual(bytes(), other.bytes());
  }

  /// The first 12 digits, for people.
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}
