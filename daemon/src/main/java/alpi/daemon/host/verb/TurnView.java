package alpi.daemon.host.verb;

import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.model.ModelEvent.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How a turn came out. A turn that failed is a result too: RPC errors are for requests that never
/// became a turn.
///
/// @param state done, failed, cancelled or interrupted
/// @param structured the answer as JSON when an output schema was demanded
/// @param code the named reason when it is not done, or done in part: `answer_cut`
/// @param millis from its start to its end
record TurnView(
    String turn,
    String session,
    String state,
    String text,
    Optional<JsonNode> structured,
    Optional<String> code,
    Optional<String> message,
    Optional<String> hint,
    String model,
    int steps,
    UsageView usage,
    Optional<BigDecimal> usd,
    long millis,
    List<AttachmentView> attachments) {
  static TurnView of(TurnResult result) {
    Usage usage = result.usage();
    return new TurnView(
        result.turn().value(),
        result.session().value(),
        result.state(),
        result.text(),
        result.structured(),
        result.code(),
        result.message(),
        result.hint(),
        result.model(),
        result.steps(),
        new UsageView(usage.input(), usage.output(), usage.cached(), usage.estimated()),
        result.usd(),
        result.took().toMillis(),
        result.attachments().stream().map(AttachmentView::of).toList());
  }

  /// @param estimated whether the vendor did not say
  record UsageView(long input, long output, long cached, boolean estimated) {}
}
