package alpi.daemon.agent;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobState;
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
    row.putObject("usage")
        .put("input", result.usage().input())
        .put("output", result.usage().output())
        .put("cached", result.usage().cached())
        .put("estimated", result.usage().estimated());
    result.usd().ifPresent(usd -> row.put("usd", usd.toPlainString()));
    return row;
  }

  /// The outcome of a turn that is no longer in memory, its words taken from the conversation.
  static TurnResult read(Job job, SessionId session, List<Message> messages) {
    ObjectNode row = job.result().orElseGet(Json::object);
    Problem lost = lost();
    boolean gone = job.state() == JobState.LOST;
    JsonNode usage = row.path("usage");
    return new TurnResult(
        job.id(),
        session,
        gone ? "interrupted" : row.path("state").asString("failed"),
        answer(messages, job.id()),
        Optional.empty(),
        text(row, "code").or(() -> gone ? Optional.of(lost.code().wire()) : error(job)),
        text(row, "message").or(() -> gone ? Optional.of(lost.sentence()) : job.detail()),
        text(row, "hint").or(() -> gone ? lost.hint() : Optional.empty()),
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
