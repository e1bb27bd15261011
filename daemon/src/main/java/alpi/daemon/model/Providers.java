package alpi.daemon.model;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Wire;
import alpi.daemon.egress.HttpHeaders;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.egress.Timeouts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The providers in force: the built-in ones, what `config.yaml` changes and adds, and what the
/// environment overrides.
///
/// A key is pinned to the base URL that its own layer names, else to the built-in one, and goes to
/// no other host: a variable that redirects a provider does not carry off a key that lies in
/// `.env`.
final class Providers {
  private final ProfileConfig config;
  private final Map<String, Secret> secrets;
  private final ModelEnvironment environment;

  Providers(ProfileConfig config, Map<String, Secret> secrets, ModelEnvironment environment) {
    this.config = config;
    this.secrets = Map.copyOf(secrets);
    this.environment = environment;
  }

  /// All of them, the built-in ones first.
  List<Provider> all() {
    var all = new LinkedHashMap<String, Provider>();
    Provider.BUILT_IN.forEach(each -> all.put(each.name(), each));
    config
        .providers()
        .forEach((name, set) -> {
          Wire wire = set.wire().orElse(Wire.OPENAI_CHAT);
          all.putIfAbsent(name, Provider.custom(name, wire));
        });
    return List.copyOf(all.values());
  }

  Optional<Provider> named(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// Whether the environment speaks of this provider.
  boolean inEnvironment(Provider provider) {
    return environment.text(provider.keyVariable()).isPresent()
        || environmentBase(provider).isPresent();
  }

  /// Whether the profile speaks of this provider.
  boolean inProfile(Provider provider) {
    return fileKey(provider).isPresent() || fileBase(provider).isPresent();
  }

  boolean isRedirected(Provider provider) {
    return environmentBase(provider).or(() -> fileBase(provider)).isPresent();
  }

  /// Models that the owner listed for it.
  List<String> listed(Provider provider) {
    return settings(provider).map(ProfileConfig.Provider::models).orElse(List.of());
  }

  Endpoint endpoint(Provider provider) {
    HttpUrl base = base(provider);
    Optional<ProfileConfig.Provider> set = settings(provider);
    Wire wire = set.flatMap(ProfileConfig.Provider::wire).orElse(provider.wire());
    boolean vendor = base.origin().equals("https://api.openai.com");
    return new Endpoint(
        provider.name(),
        WireFormat.of(wire, vendor),
        base,
        key(provider, base),
        keyVariable(provider),
        headers(provider, base),
        timeouts());
  }

  /// The owner's own headers may hold a key: they go where the file points, and nowhere else.
  private HttpHeaders headers(Provider provider, HttpUrl base) {
    HttpHeaders headers = HttpHeaders.NONE;
    if (!pinned(fileBase(provider), provider, base)) {
      return headers;
    }
    Map<String, String> own =
        settings(provider).map(ProfileConfig.Provider::headers).orElse(Map.of());
    for (var header : own.entrySet()) {
      headers = headers.with(header.getKey(), header.getValue());
    }
    return headers;
  }

  private Timeouts timeouts() {
    ProfileConfig.Patience patience = config.runtime();
    return new Timeouts(
        patience.connectTimeout(),
        patience.firstByteTimeout(),
        patience.idleTimeout(),
        patience.totalTimeout());
  }

  private Optional<ProfileConfig.Provider> settings(Provider provider) {
    return Optional.ofNullable(config.providers().get(provider.name()));
  }

  private String keyVariable(Provider provider) {
    return settings(provider).flatMap(ProfileConfig.Provider::key).orElse(provider.keyVariable());
  }

  private Optional<String> environmentBase(Provider provider) {
    return environment.text(provider.baseVariable());
  }

  private Optional<String> fileBase(Provider provider) {
    return settings(provider)
        .flatMap(ProfileConfig.Provider::baseUrl)
        .or(() -> secret(provider.baseVariable()).map(Secret::reveal));
  }

  private Optional<Secret> fileKey(Provider provider) {
    return secret(keyVariable(provider));
  }

  private Optional<Secret> secret(String name) {
    return Optional.ofNullable(secrets.get(name)).filter(each -> !each.isEmpty());
  }

  private HttpUrl base(Provider provider) {
    String text = environmentBase(provider).or(() -> fileBase(provider)).orElse(provider.base());
    return HttpUrl.parse(text)
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NO_MODEL,
                "The base URL of " + provider.name() + " is not an http or https address.",
                "Set `providers."
                    + provider.name()
                    + ".base_url` or "
                    + provider.baseVariable()
                    + "."));
  }

  private Optional<Secret> key(Provider provider, HttpUrl base) {
    Optional<Secret> ofEnvironment =
        environment
            .secret(provider.keyVariable())
            .filter(_ -> pinned(environmentBase(provider), provider, base));
    return ofEnvironment.or(
        () -> fileKey(provider).filter(_ -> pinned(fileBase(provider), provider, base)));
  }

  /// Whether a key whose layer names `own` may be sent to `base`.
  private static boolean pinned(Optional<String> own, Provider provider, HttpUrl base) {
    return HttpUrl.parse(own.orElse(provider.base()))
        .filter(pin -> pin.origin().equals(base.origin()))
        .isPresent();
  }
}
