package alpi.daemon.backup;

import alpi.alp.blob.Sha256;
import alpi.alp.crypto.Argon2;
import alpi.alp.crypto.Hkdf;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The open beginning of a backup: two lines that say what it is and how its key is made. All else
/// is sealed under a key in which these very lines took part, so that they cannot be changed.
///
/// @param lines as they stand in the file, ends included
@SuppressWarnings("ArrayRecordComponent") // Chance, handed on and never compared.
record BackupHeader(Argon2 cost, byte[] salt, String lines) {
  static final int VERSION = 1;

  /// Longest header, in bytes.
  static final int MAX_BYTES = 1_024;

  static final int KEY_BYTES = 32;
  private static final String MAGIC = "alpi backup ";
  private static final byte[] INFO = "alpi backup 1".getBytes(StandardCharsets.US_ASCII);

  /// @param salt fresh chance
  static BackupHeader of(Argon2 cost, byte[] salt) {
    String json =
        CanonicalJson.text(
            Json.object()
                .put("kdf", "argon2id")
                .put("lanes", cost.lanes())
                .put("memory_kib", cost.memoryKib())
                .put("passes", cost.passes())
                .put("salt", Base64.getEncoder().encodeToString(salt)));
    return new BackupHeader(cost, salt, MAGIC + VERSION + "\n" + json + "\n");
  }

  byte[] bytes() {
    return lines.getBytes(StandardCharsets.US_ASCII);
  }

  /// The key of the rest; takes the time that its cost says.
  byte[] key(Secret passphrase) {
    byte[] stretched =
        cost.derive(passphrase.reveal().getBytes(StandardCharsets.UTF_8), salt, KEY_BYTES);
    return Hkdf.derive(stretched, Sha256.of(bytes()).bytes(), INFO, KEY_BYTES);
  }

  /// Reads the two lines and not a byte more.
  ///
  /// @throws Problem in one sentence, for each way in which a file is no backup of ours
  static BackupHeader read(InputStream in, String file) throws IOException {
    String first = line(in, MAGIC.length() + 6);
    if (!first.matches(MAGIC + "[1-9][0-9]{0,4}\n")) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, file + " is no alpi backup.", "Name a file of `alpi backup`.");
    }
    int version = Integer.parseInt(first.strip().substring(MAGIC.length()));
    if (version != VERSION) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          file
              + " was written by a newer alpi: format "
              + version
              + ", this one knows "
              + VERSION
              + ".",
          "Install that version or a later one, then restore.");
    }
    String second = line(in, MAX_BYTES);
    try {
      JsonNode json = Json.parse(second);
      var cost =
          new Argon2(
              json.path("memory_kib").asInt(0),
              json.path("passes").asInt(0),
              json.path("lanes").asInt(0));
      byte[] salt = Base64.getDecoder().decode(json.path("salt").asString(""));
      if (salt.length == Argon2.SALT_BYTES && json.path("kdf").asString("").equals("argon2id")) {
        return new BackupHeader(cost, salt, first + second);
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw altered(file).because(e);
    }
    throw altered(file);
  }

  private static Problem altered(String file) {
    return Problem.of(
        ErrorCode.CORRUPT, "The beginning of " + file + " was altered.", "Use another copy of it.");
  }

  /// Up to and with the next line feed; cut where none of ours goes on.
  private static String line(InputStream in, int max) throws IOException {
    var text = new StringBuilder();
    int b = in.read();
    while (b >= 0 && b != '\n' && text.length() < max) {
      text.append((char) b);
      b = in.read();
    }
    return b == '\n' ? text.append('\n').toString() : text.toString();
  }
}
