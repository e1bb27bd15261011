package alpi.daemon.job;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.journal.Row;
import java.time.Instant;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/// Jobs as rows of the table `job`.
final class JobRows {
  static final String COLUMNS =
      "id, kind, input, idem_key, actor, session, state, attempt, result, error, detail,"
          + " created_ms, updated_ms";

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
        row.maybeText("result").map(JobRows::object),
        row.maybeText("error").flatMap(ErrorCode::ofWire),
        row.maybeText("detail"),
        Instant.ofEpochMilli(row.integer("created_ms")),
        Instant.ofEpochMilli(row.integer("updated_ms")));
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
