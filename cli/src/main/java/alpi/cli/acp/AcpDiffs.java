package alpi.cli.acp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Daemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// What a call changed in files: from the record which ones, from the store what was there before,
/// and from the disk what is there now, if it still is what was written.
final class AcpDiffs {
  /// Largest file that is shown, in bytes.
  static final int MAX_BYTES = 256 << 10;

  private final Daemon daemon;

  AcpDiffs(Daemon daemon) {
    this.daemon = daemon;
  }

  JsonArray of(String turn, String call) throws IOException {
    JsonArray diffs = new JsonArray();
    try {
      JsonArray events =
          daemon
              .ask(
                  "host.events.read",
                  daemon
                      .params()
                      .put("run", turn)
                      .put("kinds", new JsonArray().add("file.changed")))
              .array("events");
      for (int i = 0; i < events.size(); i++) {
        if (events.object(i).text("span").equals(call)) {
          diff(events.object(i).object("body")).ifPresent(diffs::add);
        }
      }
      return diffs;
    } catch (HostFault e) {
      return diffs; // the change is made and on record; only its picture is missing
    }
  }

  private Optional<JsonObject> diff(JsonObject change) throws IOException {
    Optional<String> after = written(Path.of(change.text("path")), change.text("after"));
    if (after.isEmpty()) {
      return Optional.empty();
    }
    JsonObject diff =
        new JsonObject()
            .put("type", "diff")
            .put("path", change.text("path"))
            .put("newText", after.get());
    if (change.text("before").length() != 64) {
      return Optional.of(diff); // there was no such file
    }
    return stored(change.text("before")).map(before -> diff.put("oldText", before));
  }

  private Optional<String> stored(String hash) throws IOException {
    JsonObject piece =
        daemon.ask("host.blob.get", daemon.params().put("hash", hash).put("length", MAX_BYTES));
    return piece.flag("eof")
        ? Optional.of(
            new String(Base64.getDecoder().decode(piece.text("base64")), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static Optional<String> written(Path file, String hash) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).equals(hash)
          ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
