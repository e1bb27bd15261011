package alpi.daemon.model;

import alpi.daemon.base.Secret;
import alpi.daemon.config.RecallConfig;
import alpi.daemon.config.Secrets;
import alpi.daemon.egress.HttpUrl;
import java.util.Optional;

/// Who makes vectors of texts, as the owner's settings name it. The key stands beside the address
/// in the same file and is sent nowhere else.
///
/// @param url where texts are posted to
/// @param keyVariable where the key is looked up; empty when none is named
public record EmbeddingEndpoint(
    HttpUrl url, String model, String keyVariable, Optional<Secret> key) {
  private static final String PATH = "/embeddings";

  /// Empty where no address is set.
  public static Optional<EmbeddingEndpoint> of(RecallConfig.Embeddings set, Secrets secrets) {
    String root = set.url().endsWith("/") ? cut(set.url()) : set.url();
    String url = root.endsWith(PATH) ? root : root + PATH;
    return HttpUrl.parse(set.url().isEmpty() ? null : url)
        .map(at ->
            new EmbeddingEndpoint(
                at, set.model(), set.key().orElse(""), set.key().flatMap(secrets::get)));
  }

  /// Names the space of its vectors: those of another endpoint or model cannot be compared.
  public String space() {
    return model + " at " + url;
  }

  private static String cut(String url) {
    return url.substring(0, url.length() - 1);
  }
}
