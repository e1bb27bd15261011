package alpi.daemon.job;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// Jobs as rows of the table `job`.
final class JobRows {
  static final String COLUMNS =
      "id, kind, input, idem_key, actor, session, state, attempt, attempt - forgiven AS tried,"
          + " prio, max_tries, backoff_ms, not_before_ms, deadline_ms, parent, result, error,"
          + " detail, created_ms, updated_ms";

  private JobRows() {}

  static Job read(Row row) {
    return new Job(
        new JobId(row.text("id")),
        row.text("kind"),
        object(row.text("input")),
        new Actor(row.text("actor")),
        row.maybeText("session").map(SessionId::new),
        row.maybeText("idem_key"),
        state(row.text("state")),
        Math.toIntExact(row.integer("attempt")),
        Math.toIntExact(row.integer("tried")),
        Math.toIntExact(row.integer("prio")),
        retry(row),
        moment(row, "not_before_ms"),
        moment(row, "deadline_ms"),
        row.maybeText("parent").map(JobId::new),
        row.maybeText("result").map(JobRows::object),
        row.maybeText("error").flatMap(ErrorCode::ofWire),
        row.maybeText("detail"),
        Instant.ofEpochMilli(row.integer("created_ms")),
        Instant.ofEpochMilli(row.integer("updated_ms")));
  }

  private static Retry retry(Row row) {
    OptionalLong backoff = row.maybeInteger("backoff_ms");
    return new Retry(
        Math.toIntExact(row.integer("max_tries")),
        backoff.isPresent()
            ? Optional.of(Duration.ofMillis(backoff.getAsLong()))
            : Optional.empty());
  }

  private static Optional<Instant> moment(Row row, String column) {
    OptionalLong millis = row.maybeInteger(column);
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  private static JobState state(String wire) {
    return Arrays.stream(JobState.values())
        .filter(state -> state.wire().equals(wire))
        .findFirst()
        .orElseThrow(JobRows::damaged);
  }

  private static ObjectNode object(String text) {
    if (Json.parse(text) instanceof ObjectNode object) {
      return object;
    }
    throw damaged();
  }

  private static Problem damaged() {
    return Problem.of(
        ErrorCode.CORRUPT,
        "A row of the job table is not what was written.",
        "Restore the profile's journal from a backup.");
  }
}
