package alpi.daemon.agent;

import alpi.daemon.config.Redactor;
import alpi.daemon.config.Secrets;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.policy.Authority;
import alpi.daemon.session.Message.Attachment;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// What someone asks of an agent.
///
/// @param cwd where the asker stands; the workspace unless the profile names one
/// @param attachments already stored as blobs
/// @param attended whether the asker can answer approvals and questions
/// @param authority what the turn holds at most
/// @param environment the documented model variables of the asker; values may be secret and are
///   kept out of the job row: held in memory for the turn only
/// @param ephemeral leaves no conversation behind
public record TurnRequest(
    String text,
    SessionChoice session,
    Path cwd,
    List<Attachment> attachments,
    Optional<String> model,
    boolean tools,
    OptionalInt maxSteps,
    Optional<BigDecimal> maxUsd,
    Optional<Duration> timeout,
    boolean ephemeral,
    Optional<ObjectNode> outputSchema,
    Optional<String> key,
    boolean attended,
    Authority authority,
    Map<String, String> environment) {
  public TurnRequest {
    attachments = List.copyOf(attachments);
    environment = Map.copyOf(environment);
  }

  /// Takes out of text what `usual` does, and the keys that the asker brought along.
  Redactor hiding(Redactor usual) {
    return usual.and(Secrets.of(ModelEnvironment.of(environment).values()).hidden());
  }

  /// Keeps values of the environment out of logs and messages.
  @Override
  public String toString() {
    return "TurnRequest[session=" + session + ", cwd=" + cwd + "]";
  }
}
