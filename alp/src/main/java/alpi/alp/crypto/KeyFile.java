package alpi.alp.crypto;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The two key files of a profile as texts: PEM around PKCS#8 (RFC 8410) and around a
/// SubjectPublicKeyInfo. Where they lie, and with which mode, is the caller's.
public final class KeyFile {
  /// Longest file that is read, in bytes.
  public static final int MAX_BYTES = 4096;

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final HexFormat HEX = HexFormat.of();

  /// PKCS#8 version 0 up to the seed.
  private static final byte[] PKCS8 = HEX.parseHex("302e020100300506032b657004220420");

  /// PKCS#8 version 1, which carries the public key behind the seed (RFC 5958).
  private static final byte[] PKCS8_WITH_PUBLIC = HEX.parseHex("3051020101300506032b657004220420");

  private static final byte[] PUBLIC_FIELD = HEX.parseHex("812100");
  private static final byte[] SPKI = HEX.parseHex("302a300506032b6570032100");

  private KeyFile() {}

  /// The private key file. Secret.
  public static byte[] ofPrivate(Identity identity) {
    return armoured(PRIVATE, joined(PKCS8, identity.seed()));
  }

  public static byte[] ofPublic(PeerKey key) {
    return armoured(PUBLIC, joined(SPKI, key.bytes()));
  }

  /// @throws Problem when the file is not an unencrypted Ed25519 private key
  public static Identity readPrivate(byte[] file) {
    byte[] der = unarmoured(PRIVATE, file);
    int seedEnd = PKCS8.length + Identity.SEED_BYTES;
    if (der.length == seedEnd && startsWith(der, PKCS8)) {
      return Identity.ofSeed(Arrays.copyOfRange(der, PKCS8.length, seedEnd));
    }
    int publicAt = seedEnd + PUBLIC_FIELD.length;
    if (der.length == publicAt + PeerKey.BYTES
        && startsWith(der, PKCS8_WITH_PUBLIC)
        && Arrays.equals(Arrays.copyOfRange(der, seedEnd, publicAt), PUBLIC_FIELD)) {
      Identity identity = Identity.ofSeed(Arrays.copyOfRange(der, PKCS8.length, seedEnd));
      if (identity.isOf(Arrays.copyOfRange(der, publicAt, der.length))) {
        return identity;
      }
    }
    throw broken(PRIVATE);
  }

  /// @throws Problem when the file is not an Ed25519 public key
  public static PeerKey readPublic(byte[] file) {
    byte[] der = unarmoured(PUBLIC, file);
    if (der.length != SPKI.length + PeerKey.BYTES || !startsWith(der, SPKI)) {
      throw broken(PUBLIC);
    }
    try {
      return PeerKey.of(Arrays.copyOfRange(der, SPKI.length, der.length));
    } catch (IllegalArgumentException e) {
      throw broken(PUBLIC).because(e);
    }
  }

  private static byte[] armoured(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    return pem.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] unarmoured(String label, byte[] file) {
    if (file.length > MAX_BYTES) {
      throw broken(label);
    }
    String text = new String(file, StandardCharsets.US_ASCII).strip();
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    if (!text.startsWith(begin)
        || !text.endsWith(end)
        || text.length() < begin.length() + end.length()) {
      throw broken(label);
    }
    String body = text.substring(begin.length(), text.length() - end.length());
    try {
      return Base64.getDecoder().decode(body.replaceAll("[\r\n]", ""));
    } catch (IllegalArgumentException e) {
      throw broken(label).because(e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return Arrays.equals(Arrays.copyOf(bytes, prefix.length), prefix);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static Problem broken(String label) {
    return Problem.of(
        ErrorCode.CORRUPT,
        "The key file holds no Ed25519 " + label.toLowerCase(java.util.Locale.ROOT) + " in PEM.",
        "Restore the file from a backup; a new key would have to be pinned anew by every peer.");
  }
}
