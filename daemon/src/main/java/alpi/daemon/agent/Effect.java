package alpi.daemon.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One call of a tool in a run: what was decided about it, by which rule, and what came of it.
///
/// @param seq number of the event that tells of the decision
/// @param call as the model named it
/// @param decision `allow`, how the owner agreed, or `denied`
/// @param rule that spoke; absent where the record does not say
/// @param labels what was in play: sources, and `private`
/// @param grants that it went ahead on
/// @param outcome `answered`, `failed`, `lost`, `denied`, or `open` while nothing is known
/// @param code why it was refused
/// @param files that it changed
/// @param hosts that it reached, or tried to
public record Effect(
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
  public Effect {
    capabilities = List.copyOf(capabilities);
    labels = List.copyOf(labels);
    grants = List.copyOf(grants);
    files = List.copyOf(files);
    hosts = List.copyOf(hosts);
  }
}
