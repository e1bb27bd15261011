package alpi.daemon.tool.meaning;

import alpi.daemon.config.RecallConfig;
import alpi.daemon.config.Secrets;
import alpi.daemon.context.recall.RecallScope;
import alpi.daemon.model.EmbeddingEndpoint;
import java.util.Optional;
import java.util.Set;

/// What the owner has set.
///
/// @param scopes that are searched by meaning
/// @param hourlyBytes most text sent within an hour
public record MeaningSettings(
    EmbeddingEndpoint endpoint, Set<RecallScope> scopes, long hourlyBytes) {
  public MeaningSettings {
    scopes = Set.copyOf(scopes);
  }

  /// Empty where nobody is named.
  public static Optional<MeaningSettings> of(RecallConfig.Embeddings set, Secrets secrets) {
    return EmbeddingEndpoint.of(set, secrets)
        .map(at -> new MeaningSettings(at, RecallScope.ofWire(set.scopes()), set.hourly().bytes()));
  }
}
