package alpi.daemon.link;

import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.json.Json;
import alpi.daemon.audit.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A checkpoint as a profile shows it to its peers: signed once more, with the key that they
/// pinned. So nobody can say that he was shown what he was not.
///
/// @param signature Ed25519 in base64
public record Testimony(Checkpoint checkpoint, String signature) {
  /// Longest signature that is read, in characters.
  private static final int MAX_SIGNATURE = 88;

  /// Keeps a signature from meaning anything elsewhere.
  private static final String DOMAIN = "alpi testimony 1\n";

  static Testimony of(Checkpoint checkpoint, Identity identity) {
    byte[] signature = identity.sign(signed(checkpoint));
    return new Testimony(checkpoint, Base64.getEncoder().encodeToString(signature));
  }

  private static byte[] signed(Checkpoint checkpoint) {
    return (DOMAIN + checkpoint.line()).getBytes(StandardCharsets.UTF_8);
  }

  /// Whether the holder of `key` showed it, and the checkpoint in it holds.
  boolean isOf(PeerKey key) {
    try {
      return key.verifies(signed(checkpoint), Base64.getDecoder().decode(signature))
          && checkpoint.genuine();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  ObjectNode json() {
    return Json.object().put("line", checkpoint.line()).put("signature", signature);
  }

  /// Reads one, of whomever; empty for what is none.
  static Optional<Testimony> read(JsonNode json) {
    return read(json.path("line").asString(""), json.path("signature").asString(""));
  }

  static Optional<Testimony> read(String line, String signature) {
    return signature.length() > MAX_SIGNATURE
        ? Optional.empty()
        : Checkpoint.read(line).map(checkpoint -> new Testimony(checkpoint, signature));
  }
}
