package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.Job;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.session.Message;
import alpi.daemon.session.Message.Assistant;
import alpi.daemon.session.Message.Attachment;
import alpi.daemon.session.Session;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A turn's outcome as its job row keeps it, without a word of the conversation, and back again.
final class TurnResults {
  private TurnResults() {}

  static ObjectNode write(TurnResult result) {
    ObjectNode row = Json.object().put("state", result.state()).put("model", result.model());
    result.code().ifPresent(code -> row.put("code", code));
    result.message().ifPresent(message -> row.put("message", message));
    result.hint().ifPresent(hint -> row.put("hint", hint));
    row.put("steps", result.steps()).put("millis", result.took().toMillis());
    spent(row, result.usage(), result.usd());
    return row;
  }

  /// The row of a turn of which only its record is left.
  static ObjectNode write(String state, RunTally used) {
    ObjectNode row = Json.object().put("state", state).put("model", used.model());
    row.put("steps", used.steps());
    spent(row, used.usage(), used.usd());
    return row;
  }

  private static void spent(ObjectNode row, Usage usage, Optional<BigDecimal> usd) {
    row.putObject("usage")
        .put("input", usage.input())
        .put("output", usage.output())
        .put("cached", usage.cached())
        .put("estimated", usage.estimated());
    usd.ifPresent(sum -> row.put("usd", sum.toPlainString()));
  }

  /// How a turn ended, by its job. One that the daemon stopped or died under may be taken up again.
  static String state(Job job) {
    return switch (job.state()) {
      case DONE -> "done";
      case CANCELLED -> "cancelled";
      case FAILED -> interrupted(job) ? "interrupted" : "failed";
      case PARKED -> "failed";
      case LOST, QUEUED, RUNNING -> "interrupted";
    };
  }

  static boolean interrupted(Job job) {
    return job.error().equals(Optional.of(ErrorCode.INTERRUPTED));
  }

  /// The outcome of a turn that is no longer in memory, its words taken from the conversation.
  static TurnResult read(Job job, SessionId session, List<Message> messages) {
    ObjectNode row = job.result().orElseGet(Json::object);
    String state = state(job);
    Optional<Problem> lost = state.equals("interrupted") ? Optional.of(lost()) : Optional.empty();
    JsonNode usage = row.path("usage");
    return new TurnResult(
        job.id(),
        session,
        state,
        answer(messages, job.id()),
        Optional.empty(),
        lost.map(problem -> problem.code().wire()).or(() -> text(row, "code")).or(() -> error(job)),
        lost.map(Problem::sentence).or(() -> text(row, "message")).or(job::detail),
        lost.flatMap(Problem::hint).or(() -> text(row, "hint")),
        row.path("model").asString(""),
        row.path("steps").asInt(0),
        new Usage(
            usage.path("input").asLong(0),
            usage.path("output").asLong(0),
            usage.path("cached").asLong(0),
            usage.path("estimated").asBoolean(false)),
        text(row, "usd").map(BigDecimal::new),
        Duration.ofMillis(row.path("millis").asLong(0)),
        attachments(messages, job.id()));
  }

  /// The outcome of a turn that never began.
  static TurnResult nothing(JobId turn, SessionId session) {
    return new TurnResult(
        turn,
        session,
        "failed",
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        0,
        Usage.NONE,
        Optional.empty(),
        Duration.ZERO,
        List.of());
  }

  private static Optional<String> error(Job job) {
    return job.error().map(ErrorCode::wire);
  }

  /// What is said of a turn under which the daemon died.
  static Problem lost() {
    return Problem.of(
        ErrorCode.INTERRUPTED,
        "The daemon stopped while this turn was at work; what it had written is kept.",
        "Take it up again with `alpi chat --resume TURN`.");
  }

  private static Optional<String> text(ObjectNode row, String field) {
    JsonNode value = row.path(field);
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }

  /// The last thing that the model said in the turn without calling a tool.
  static String answer(List<Message> messages, JobId turn) {
    return messages.reversed().stream()
        .filter(message -> message instanceof Assistant said && said.turn().equals(turn.value()))
        .map(Assistant.class::cast)
        .findFirst()
        .filter(said -> said.calls().isEmpty())
        .map(Assistant::text)
        .orElse("");
  }

  /// Every file that tools of the turn made or fetched for the conversation.
  static List<Attachment> attachments(Session session, JobId turn) {
    return attachments(session.messages(), turn);
  }

  private static List<Attachment> attachments(List<Message> messages, JobId turn) {
    return messages.stream()
        .filter(message -> message instanceof Message.Tool tool && tool.turn().equals(turn.value()))
        .flatMap(message -> ((Message.Tool) message).attachments().stream())
        .distinct()
        .toList();
  }
}
