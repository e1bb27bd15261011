package alpi.daemon.model;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the model that a turn uses: the one that is named, else the one that a key points to, else
/// one on this machine, else the built-in responder.
public final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);
  private static final Duration LIST_PATIENCE = Duration.ofSeconds(3);

  private final Http http;
  private final Clockwork clockwork;
  private final LocalServers local;
  private final ModelListing listing;

  public Models(Http http, Clockwork clockwork, LocalServers local) {
    this.http = http;
    this.clockwork = clockwork;
    this.local = local;
    this.listing = new ModelListing(http);
  }

  /// What one provider offers.
  ///
  /// @param usable whether it can be asked as things are
  /// @param models as it lists them, or as the owner did
  /// @param why it lists none, as half a sentence; empty when it does
  public record Offer(
      String provider, String baseUrl, boolean usable, List<String> models, String why) {}

  /// The model for a call, with the owner's fallbacks behind it.
  ///
  /// @param name `provider/model`, or a provider's name alone; empty for what is configured
  /// @param secrets the profile's `.env`
  /// @throws Problem `no_model` for a name that means nothing, `model_auth` for a provider that
  ///   cannot be asked without a key
  public Model resolve(
      Optional<String> name,
      ProfileConfig config,
      Map<String, Secret> secrets,
      ModelEnvironment environment)
      throws InterruptedException {
    var providers = new Providers(config, secrets, environment);
    Optional<String> wanted =
        name.or(() -> environment.text(ModelEnvironment.MODEL))
            .or(() -> Optional.of(config.model()))
            .map(String::strip)
            .filter(each -> !each.isEmpty());
    Model first =
        wanted.isPresent() ? named(wanted.get(), providers, config) : detected(providers, config);
    List<Model> chain = new ArrayList<>(List.of(first));
    for (String next : config.fallbackModels()) {
      fallback(next, providers, config)
          .filter(model -> chain.stream().noneMatch(m -> m.name().equals(model.name())))
          .ifPresent(chain::add);
    }
    return chain.size() == 1 ? first : new Fallbacks(chain);
  }

  /// Every provider that is configured or found, with its models.
  public List<Offer> offers(
      ProfileConfig config, Map<String, Secret> secrets, ModelEnvironment environment)
      throws InterruptedException {
    var providers = new Providers(config, secrets, environment);
    var offers = new ArrayList<Offer>();
    for (Provider each : providers.all()) {
      if (providers.inEnvironment(each) || providers.inProfile(each)) {
        offers.add(offer(each, providers));
      }
    }
    for (LocalServers.Found found : local.detect()) {
      if (offers.stream().noneMatch(offer -> offer.provider().equals(found.provider()))) {
        offers.add(new Offer(found.provider(), found.baseUrl(), true, found.models(), ""));
      }
    }
    offers.add(new Offer("builtin", "", true, List.of("responder"), ""));
    return List.copyOf(offers);
  }

  private Offer offer(Provider provider, Providers providers) {
    Endpoint endpoint = providers.endpoint(provider);
    List<String> listed = providers.listed(provider);
    ModelListing.Answer answer =
        listed.isEmpty()
            ? listing.ask(endpoint, LIST_PATIENCE)
            : new ModelListing.Answer(listed, "");
    boolean usable = endpoint.key().isPresent() || !needsKey(provider, providers);
    return new Offer(
        provider.name(), endpoint.base().toString(), usable, answer.models(), answer.why());
  }

  private Optional<Model> fallback(String name, Providers providers, ProfileConfig config) {
    try {
      return Optional.of(named(name, providers, config));
    } catch (Problem problem) {
      LOG.warn("event=fallback_unusable model={} reason={}", name, problem.sentence());
      return Optional.empty();
    }
  }

  private Model named(String name, Providers providers, ProfileConfig config) {
    if (ModelNames.isBuiltin(name)) {
      return new BuiltinModel();
    }
    String head = ModelNames.provider(name);
    Optional<Provider> provider = providers.named(head);
    if (provider.isPresent()) {
      return head.equals(name)
          ? usual(provider.get(), providers, config)
          : wired(provider.get(), name.substring(head.length() + 1), providers, config);
    }
    return ModelNames.guessed(name, providers)
        .map(each -> wired(each, name, providers, config))
        .orElseThrow(() -> ModelNames.unknown(name, providers, ErrorCode.NO_MODEL));
  }

  private Model detected(Providers providers, ProfileConfig config) throws InterruptedException {
    Optional<Provider> spoken =
        providers.all().stream()
            .filter(providers::inEnvironment)
            .findFirst()
            .or(() -> providers.all().stream().filter(providers::inProfile).findFirst());
    if (spoken.isPresent()) {
      return usual(spoken.get(), providers, config);
    }
    for (LocalServers.Found found : local.detect()) {
      Optional<Provider> provider = providers.named(found.provider());
      if (provider.isPresent()) {
        return wired(provider.get(), found.models().getFirst(), providers, config);
      }
    }
    return new BuiltinModel();
  }

  /// The model of a provider for which the owner named none.
  private Model usual(Provider provider, Providers providers, ProfileConfig config) {
    List<String> listed = providers.listed(provider);
    String model = listed.isEmpty() ? provider.model() : listed.getFirst();
    if (listed.isEmpty() && (model.isEmpty() || providers.isRedirected(provider))) {
      List<String> offered = listing.of(providers.endpoint(provider), LIST_PATIENCE);
      model = offered.isEmpty() || offered.contains(model) ? model : offered.getFirst();
    }
    if (model.isEmpty()) {
      throw Problem.of(
          ErrorCode.NO_MODEL,
          "The provider " + provider.name() + " does not say which models it has.",
          "Name one: " + provider.name() + "/MODEL, with --model, ALPI_MODEL or `alpi model use`.");
    }
    return wired(provider, model, providers, config);
  }

  private Model wired(Provider provider, String model, Providers providers, ProfileConfig config) {
    Endpoint endpoint = providers.endpoint(provider);
    if (model.isBlank() || model.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw Problem.of(ErrorCode.NO_MODEL, "A model's name is empty or has spaces in it.");
    }
    if (endpoint.key().isEmpty() && needsKey(provider, providers)) {
      throw Problem.of(
          ErrorCode.MODEL_AUTH,
          provider.name() + " needs a key, and " + endpoint.keyVariable() + " is not set for it.",
          "Put it into the profile's .env, or run `alpi setup`.");
    }
    var facts =
        new Retrying.Facts(
            provider.name() + "/" + model,
            KnownModels.window(provider, model),
            seesImages(model, config),
            endpoint.base().host().isThisMachine());
    var attempt = new WireAttempt(http, endpoint, model, clockwork.time());
    ProfileConfig.Patience patience = config.runtime();
    var policy = RetryPolicy.of(patience.maxRetries(), patience.retryBackoff());
    return new Retrying(facts, attempt, policy, clockwork);
  }

  private static boolean seesImages(String model, ProfileConfig config) {
    return switch (config.context().images()) {
      case AUTO -> KnownModels.seesImages(model);
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }

  /// A server of the owner's own may do without.
  private static boolean needsKey(Provider provider, Providers providers) {
    return provider.needsKey() && !providers.isRedirected(provider);
  }
}
