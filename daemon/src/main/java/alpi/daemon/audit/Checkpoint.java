package alpi.daemon.audit;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Identity;
import alpi.alp.crypto.PeerKey;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Anchor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A signed statement that the chain of a profile had this hash at this event. One line of
/// canonical JSON.
///
/// @param number 1, 2, 3 … without gaps within one profile
/// @param seq the last event it vouches for, and with it all before
/// @param previous hash of the line before; of nothing for the first
/// @param signature Ed25519 in base64, over all other fields
public record Checkpoint(
    long number,
    Instant at,
    ProfileName profile,
    long seq,
    Sha256 hash,
    Sha256 previous,
    PeerKey key,
    String signature) {
  /// Longest line that is read, in characters.
  public static final int MAX_CHARS = 1_024;

  /// What the first line names as the line before it.
  static final Sha256 FIRST = Sha256.of(new byte[0]);

  /// Keeps a signature from meaning anything elsewhere.
  private static final String DOMAIN = "alpi checkpoint 1\n";

  /// What a checkpoint says, before it is signed.
  record Claim(
      long number, Instant at, ProfileName profile, Anchor anchor, Sha256 previous, PeerKey key) {
    private ObjectNode json() {
      return Json.object()
          .put("at", at.toString())
          .put("hash", anchor.hash().hex())
          .put("key", key.text())
          .put("number", number)
          .put("previous", previous.hex())
          .put("profile", profile.value())
          .put("seq", anchor.seq());
    }

    private byte[] signed() {
      return (DOMAIN + CanonicalJson.text(json())).getBytes(StandardCharsets.UTF_8);
    }

    Checkpoint sign(Identity identity) {
      String signature = Base64.getEncoder().encodeToString(identity.sign(signed()));
      return new Checkpoint(
          number, at, profile, anchor.seq(), anchor.hash(), previous, key, signature);
    }
  }

  public Anchor anchor() {
    return new Anchor(seq, hash);
  }

  /// The line without its end.
  public String line() {
    return CanonicalJson.text(claim().json().put("signature", signature));
  }

  /// What the next line names as the one before it.
  Sha256 lineHash() {
    return Sha256.of(line().getBytes(StandardCharsets.UTF_8));
  }

  /// Whether the holder of its key signed it.
  public boolean genuine() {
    try {
      return key.verifies(claim().signed(), Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private Claim claim() {
    return new Claim(number, at, profile, anchor(), previous, key);
  }

  /// Reads a line, signed by whomever; empty for what is no checkpoint in its one spelling.
  public static Optional<Checkpoint> read(String line) {
    if (line.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(line);
      var checkpoint =
          new Checkpoint(
              json.path("number").asLong(0),
              Instant.parse(text(json, "at")),
              new ProfileName(text(json, "profile")),
              json.path("seq").asLong(0),
              new Sha256(text(json, "hash")),
              new Sha256(text(json, "previous")),
              new PeerKey(text(json, "key")),
              text(json, "signature"));
      boolean plain = checkpoint.number > 0 && checkpoint.seq > 0 && checkpoint.line().equals(line);
      return plain ? Optional.of(checkpoint) : Optional.empty();
    } catch (JacksonException | IllegalArgumentException | DateTimeParseException | Problem _) {
      return Optional.empty();
    }
  }

  /// Reads a line that somebody kept elsewhere.
  ///
  /// @throws Problem `invalid_params` when it is none, or nobody signed it
  public static Checkpoint kept(String line) {
    return read(line.strip())
        .filter(Checkpoint::genuine)
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.INVALID_PARAMS,
                "That is no checkpoint, or its signature does not hold.",
                "Give the very line that `alpi audit checkpoint` printed."));
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asString("");
  }
}
