package alpi.daemon.model;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.config.NearestName;
import alpi.daemon.config.ProfileConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the name of a model means, and whether it means anything. Asks nobody: a provider must be
/// known, while its models are its own affair.
public final class ModelNames {
  private static final String EXAMPLE = "Write provider/model, for example openai/gpt-5-mini.";

  private ModelNames() {}

  /// Refuses a name under which no provider can ever be asked.
  ///
  /// @param name as an owner types it; empty means that alpi chooses
  /// @throws Problem `invalid_params` with the nearest provider and how one is added
  public static void check(
      String name,
      ProfileConfig config,
      Map<String, Secret> secrets,
      ModelEnvironment environment) {
    String bare = name.strip();
    if (bare.isEmpty() || isBuiltin(bare)) {
      return;
    }
    var providers = new Providers(config, secrets, environment);
    if (providers.named(provider(bare)).isEmpty() && guessed(bare, providers).isEmpty()) {
      throw unknown(bare, providers, ErrorCode.INVALID_PARAMS);
    }
  }

  static boolean isBuiltin(String name) {
    return name.equals("builtin") || name.equals(BuiltinModel.NAME);
  }

  /// What stands before the first slash, or all of it.
  static String provider(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  /// A model's bare name, as its vendor or a redirected provider knows it.
  static Optional<Provider> guessed(String name, Providers providers) {
    String vendor =
        name.matches("(gpt|o[0-9]|chatgpt).*")
            ? "openai"
            : name.startsWith("claude") ? "anthropic" : name.startsWith("gemini") ? "gemini" : "";
    return Stream.concat(
            providers.named(vendor).stream(),
            providers.all().stream().filter(providers::isRedirected))
        .findFirst();
  }

  static Problem unknown(String name, Providers providers, ErrorCode code) {
    String head = provider(name);
    List<String> known =
        Stream.concat(providers.all().stream().map(Provider::name), Stream.of("builtin")).toList();
    String near =
        NearestName.of(head, known)
            .map(each -> "Did you mean " + each + name.substring(head.length()) + "? ")
            .orElse("");
    String own = head.matches("[a-z][a-z0-9_-]{0,31}") ? head : "NAME";
    return Problem.of(
        code,
        "No provider is named \"" + head + "\".",
        near
            + (near.isEmpty() && !name.contains("/") ? EXAMPLE + " " : "")
            + "Known: "
            + String.join(", ", known)
            + ". To add one: alpi config set providers."
            + own
            + ".base_url https://...");
  }
}
