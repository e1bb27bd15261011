package alpi.daemon.agent;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.model.ModelEvent.Usage;
import alpi.daemon.session.Message.Attachment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a watcher of a turn is told, in order.
public sealed interface TurnEvent {
  /// The turn is on record and has an id; it may have to wait for a place.
  record Accepted(JobId turn, SessionId session) implements TurnEvent {}

  record Started(JobId turn, SessionId session, String model) implements TurnEvent {}

  /// @param step which call of the model, from 1
  /// @param offset position of the first character in all text of this step
  record Text(int step, int offset, String text) implements TurnEvent {}

  record Reasoning(int step, int offset, String text) implements TurnEvent {}

  record ToolCalled(int step, String call, String tool, String summary, String decision)
      implements TurnEvent {}

  record ToolProgress(String call, String line) implements TurnEvent {}

  /// @param preview at most 400 characters of the output
  record ToolAnswered(
      String call, String tool, boolean ok, Duration took, String preview, long bytes)
      implements TurnEvent {}

  /// @param arguments exact and escaped for display
  /// @param taint the untrusted sources behind the request; empty when there are none
  record ApprovalAsked(
      String approval,
      String tool,
      String summary,
      String arguments,
      Optional<String> destination,
      List<String> taint,
      boolean rememberable,
      Instant expires)
      implements TurnEvent {}

  record ApprovalAnswered(String approval, String choice, String by) implements TurnEvent {}

  record QuestionAsked(String question, String text, List<String> choices, Instant expires)
      implements TurnEvent {}

  record QuestionAnswered(String question) implements TurnEvent {}

  record Retrying(int attempt, Duration delay, String reason) implements TurnEvent {}

  record FellBack(String model, String reason) implements TurnEvent {}

  /// The owner's words from meanwhile are in the conversation that step `step` is shown.
  record Steered(int step, String text) implements TurnEvent {}

  /// Something worth a line on stderr.
  record Said(String text) implements TurnEvent {}

  record Spent(Usage usage, Optional<BigDecimal> usd) implements TurnEvent {}

  record Finished(TurnResult result) implements TurnEvent {}

  /// How a turn came out.
  ///
  /// @param state done, failed, cancelled or interrupted
  /// @param structured the answer as JSON when an output schema was demanded
  /// @param code the named reason when it is not done
  record TurnResult(
      JobId turn,
      SessionId session,
      String state,
      String text,
      Optional<JsonNode> structured,
      Optional<String> code,
      Optional<String> message,
      Optional<String> hint,
      String model,
      int steps,
      Usage usage,
      Optional<BigDecimal> usd,
      Duration took,
      List<Attachment> attachments) {
    public TurnResult {
      attachments = List.copyOf(attachments);
    }

    /// The same turn, which came to nothing for this reason.
    TurnResult failed(Problem why) {
      return new TurnResult(
          turn,
          session,
          "failed",
          text,
          structured,
          Optional.of(why.code().wire()),
          Optional.of(why.sentence()),
          why.hint(),
          model,
          steps,
          usage,
          usd,
          took,
          attachments);
    }
  }
}
