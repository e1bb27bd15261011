package alpi.daemon.journal;

import alpi.alp.blob.Sha256;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Events as rows of the table `ev`.
final class EventRows {
  private static final String SELECT =
      """
      SELECT seq, at_ms, kind, profile, actor, session, corr, span, body, content, prev_hash, hash
      FROM ev WHERE seq > ? AND seq <= ?\
      """;

  private EventRows() {}

  /// The events of `query` up to and including `upTo`.
  static List<Event> select(Reader reader, EventQuery query, long upTo) {
    var sql = new StringBuilder(SELECT);
    List<Object> arguments = new ArrayList<>(List.of(query.after(), upTo));
    if (!query.kinds().isEmpty()) {
      List<String> kinds = query.kinds().stream().map(EventKind::wire).sorted().toList();
      sql.append(
          Collections.nCopies(kinds.size(), "?").stream()
              .collect(Collectors.joining(", ", " AND kind IN (", ")")));
      arguments.addAll(kinds);
    }
    query.corr().ifPresent(corr -> and(sql, "corr", corr, arguments));
    query.session().ifPresent(session -> and(sql, "session", session.value(), arguments));
    sql.append(" ORDER BY seq LIMIT ?");
    arguments.add(query.limit());
    return reader.query(sql.toString(), EventRows::read, arguments.toArray());
  }

  private static void and(StringBuilder sql, String column, String value, List<Object> arguments) {
    sql.append(" AND ").append(column).append(" = ?");
    arguments.add(value);
  }

  /// One event.
  ///
  /// @throws Problem `corrupt` when the row was not written by us
  static Event read(Row row) {
    long seq = row.integer("seq");
    try {
      return new Event(
          seq,
          Instant.ofEpochMilli(row.integer("at_ms")),
          EventKind.ofWire(row.text("kind")).orElseThrow(() -> damaged(seq)),
          new ProfileName(row.text("profile")),
          new Actor(row.text("actor")),
          row.maybeText("session").map(SessionId::new),
          row.maybeText("corr"),
          row.maybeText("span"),
          body(seq, row.text("body")),
          row.maybeText("content").map(Sha256::new),
          Sha256.ofDigest(row.bytes("prev_hash")),
          Sha256.ofDigest(row.bytes("hash")));
    } catch (IllegalArgumentException | IllegalStateException | JacksonException e) {
      throw damaged(seq).because(e);
    }
  }

  private static ObjectNode body(long seq, String text) {
    JsonNode node = Json.parse(text);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw damaged(seq);
  }

  private static Problem damaged(long seq) {
    return Problem.of(
        ErrorCode.CORRUPT,
        "Event " + seq + " of the journal is not what was written.",
        "Verify the journal to see what else was changed, then restore a backup.");
  }
}
