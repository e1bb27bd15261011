package alpi.daemon.session;

import alpi.alp.json.Json;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The first line of a session file: what it is, and when it began.
record SessionHeader(SessionId id, Instant created, ProfileName profile) {
  /// Version of the file's layout.
  static final int VERSION = 1;

  byte[] encode() {
    return Json.text(
            Json.object()
                .put("v", VERSION)
                .put("id", id.value())
                .put("created", created.toString())
                .put("profile", profile.value()))
        .getBytes(StandardCharsets.UTF_8);
  }

  /// The time of a header line; empty when the line is none of this version.
  static Optional<Instant> created(byte[] line) {
    try {
      JsonNode node = Json.parse(new String(line, StandardCharsets.UTF_8));
      if (node.path("v").asInt(0) != VERSION || !node.path("created").isString()) {
        return Optional.empty();
      }
      return Optional.of(Instant.parse(node.path("created").stringValue()));
    } catch (JacksonException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
