package alpi.daemon.host.verb;

import alpi.daemon.agent.Effect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One call of a tool, with its decision and what came of it.
///
/// @param seq number of the event that tells of the decision
/// @param decision `allow`, how the owner agreed, or `denied`
/// @param rule that spoke
/// @param labels what was in play: sources, and `private`
/// @param grants that it went ahead on
/// @param outcome answered, failed, lost, denied, or open while nothing is known
/// @param code why it was refused
/// @param files that it changed
/// @param hosts that it reached, or tried to
record EffectView(
    long seq,
    Instant at,
    String call,
    String tool,
    String decision,
    Optional<String> rule,
    String reason,
    List<String> capabilities,
    List<String> labels,
    List<String> grants,
    String outcome,
    OptionalLong millis,
    Optional<String> code,
    List<String> files,
    List<String> hosts) {
  static EffectView of(Effect effect) {
    return new EffectView(
        effect.seq(),
        effect.at(),
        effect.call(),
        effect.tool(),
        effect.decision(),
        effect.rule(),
        effect.reason(),
        effect.capabilities(),
        effect.labels(),
        effect.grants(),
        effect.outcome(),
        effect.millis(),
        effect.code(),
        effect.files(),
        effect.hosts());
  }
}
