package alpi.daemon.link;

import alpi.alp.crypto.PeerKey;
import alpi.alp.envelope.Nonce;
import alpi.alp.peer.PeerAddress;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What one owner hands to another so that their profiles can be linked: where to knock, whose key
/// must answer there, and a secret that goes into the code which both compare. It gives no right by
/// itself: a key is pinned on either side only after its owner has compared the codes.
///
/// @param key of the profile that invites
/// @param address where it listens
public record Invitation(PeerKey key, PeerAddress address, Secret secret) {
  /// Characters of a code, its dashes aside. Whoever would make a key that gives the same code as
  /// another one has to try some 10^18.
  public static final int CODE_CHARS = 12;

  static final int SECRET_BYTES = 16;

  private static final String MARK = "alpi-link-1-";
  private static final int MAX_TEXT = 512;
  private static final int CHECK_BYTES = 4;
  private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final byte[] PURPOSE = "alpi link code 1".getBytes(StandardCharsets.US_ASCII);

  /// The secret of an invitation; prints as nothing.
  ///
  /// @param text 32 hexadecimal digits
  public record Secret(String text) {
    static Secret fresh(RandomGenerator random) {
      return new Secret(Nonce.freshHex(random));
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(text);
    }

    @Override
    public String toString() {
      return "Secret";
    }
  }

  /// The text that is handed over: one word.
  public String text() {
    byte[] where = address.toString().getBytes(StandardCharsets.UTF_8);
    byte[] body =
        ByteBuffer.allocate(PeerKey.BYTES + SECRET_BYTES + where.length)
            .put(key.bytes())
            .put(secret.bytes())
            .put(where)
            .array();
    byte[] check = Arrays.copyOf(sha256(body), CHECK_BYTES);
    byte[] all = ByteBuffer.allocate(body.length + CHECK_BYTES).put(body).put(check).array();
    return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /// @throws Problem `invalid_params` when it is none, or was damaged on the way
  public static Invitation parse(String text) {
    String word = text.strip();
    if (!word.startsWith(MARK) || word.length() > MAX_TEXT) {
      throw refused();
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(word.substring(MARK.length()));
      int end = all.length - CHECK_BYTES;
      if (end <= PeerKey.BYTES + SECRET_BYTES) {
        throw refused();
      }
      byte[] body = Arrays.copyOf(all, end);
      byte[] check = Arrays.copyOfRange(all, end, all.length);
      if (!MessageDigest.isEqual(check, Arrays.copyOf(sha256(body), CHECK_BYTES))) {
        throw refused();
      }
      int secretAt = PeerKey.BYTES;
      int whereAt = secretAt + SECRET_BYTES;
      var read =
          new Invitation(
              PeerKey.of(Arrays.copyOf(body, secretAt)),
              PeerAddress.parse(
                  new String(body, whereAt, body.length - whereAt, StandardCharsets.UTF_8)),
              new Secret(HexFormat.of().formatHex(Arrays.copyOfRange(body, secretAt, whereAt))));
      if (!read.text().equals(word)) {
        throw refused();
      }
      return read;
    } catch (IllegalArgumentException e) {
      throw refused().because(e);
    }
  }

  /// The code that both owners must see: of both keys and the secret, so that it differs as soon as
  /// anybody else's key, or another invitation, is in play.
  public String code(PeerKey guest) {
    byte[] hash =
        sha256(
            ByteBuffer.allocate(PURPOSE.length + SECRET_BYTES + 2 * PeerKey.BYTES)
                .put(PURPOSE)
                .put(secret.bytes())
                .put(key.bytes())
                .put(guest.bytes())
                .array());
    var code = new StringBuilder();
    for (int i = 0; i < CODE_CHARS; i++) {
      code.append(i > 0 && i % 4 == 0 ? "-" : "").append(ALPHABET.charAt(hash[i] & 31));
    }
    return code.toString();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Problem refused() {
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        "That is no invitation, or a part of it was lost.",
        "Copy the whole word that `alpi link invite` printed.");
  }
}
