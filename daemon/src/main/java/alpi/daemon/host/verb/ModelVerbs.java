package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.config.Secrets;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.model.CostLedger;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.model.ModelNames;
import alpi.daemon.model.Models;
import alpi.daemon.profile.InForce;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which models there are, and whether one answers.
public final class ModelVerbs {
  private final Rooms rooms;
  private final Models models;
  private final Time time;
  private final ModelProbe probe;

  public ModelVerbs(Rooms rooms, Models models, CostLedger ledger, Time time) {
    this.rooms = rooms;
    this.models = models;
    this.time = time;
    this.probe = new ModelProbe(ledger, time);
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.model.list",
                "Lists the models of every provider that is configured or found.",
                "{}")
            .by(Role.MEMBER)
            .serve(ListModels.class, Listed.class, this::list),
        HostVerb.named(
                "host.model.probe",
                "Asks a model for one word and tells how that went.",
                "{\"model\":\"openai/gpt-5-mini\"}")
            .mutating()
            .serve(Probe.class, Probed.class, this::probe));
  }

  private Listed list(ListModels params, Call call) throws InterruptedException {
    InForce now = rooms.of(params.profile()).settings().current();
    var environment = environment(params.environment());
    List<Models.Offer> offers = models.offers(now.config(), plain(now.secrets()), environment);
    List<ModelView> views = new ArrayList<>();
    for (Models.Offer offer : offers) {
      for (String name : offer.models()) {
        views.add(view(qualified(offer.provider(), name), offer, keyless(offer)));
      }
    }
    Optional<String> current = current(now, environment);
    current
        .filter(name -> views.stream().noneMatch(view -> view.name().equals(name)))
        .ifPresent(name -> views.addFirst(unlisted(name, offers)));
    List<Unlisted> silent =
        offers.stream()
            .filter(offer -> !offer.why().isEmpty())
            .map(offer -> new Unlisted(offer.provider(), offer.why()))
            .toList();
    return new Listed(current, views, silent);
  }

  private static ModelView view(String name, Models.Offer offer, Optional<String> why) {
    boolean local = offer.baseUrl().isEmpty() || local(offer.baseUrl());
    return new ModelView(name, offer.provider(), local, offer.usable(), why);
  }

  private static Optional<String> keyless(Models.Offer offer) {
    return offer.usable() ? Optional.empty() : Optional.of("it has no key; see alpi setup");
  }

  /// The model in use, although its provider names it nowhere.
  private static ModelView unlisted(String name, List<Models.Offer> offers) {
    String provider = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
    Optional<Models.Offer> offer =
        offers.stream().filter(each -> each.provider().equals(provider)).findFirst();
    if (offer.isEmpty()) {
      String why = "no key is set for its provider, or nothing answers there; see alpi setup";
      return new ModelView(name, provider, false, false, Optional.of(why));
    }
    String why =
        offer.get().why().isEmpty()
            ? "its provider does not list it"
            : "not in a list: " + offer.get().why();
    return view(name, offer.get(), keyless(offer.get()).or(() -> Optional.of(why)));
  }

  private static String qualified(String provider, String name) {
    return name.startsWith(provider + "/") ? name : provider + "/" + name;
  }

  private Optional<String> current(InForce now, ModelEnvironment environment)
      throws InterruptedException {
    try {
      return Optional.of(resolve(Optional.empty(), now, environment).name());
    } catch (Problem _) {
      return Optional.of(now.config().model()).filter(name -> !name.isEmpty());
    }
  }

  private Probed probe(Probe params, Call call) throws InterruptedException {
    ProfileRooms profile = rooms.of(params.profile());
    InForce now = profile.settings().current();
    ModelEnvironment environment = environment(params.environment());
    params.model().ifPresent(name -> check(name, now, environment));
    return probe(params.model(), profile, environment, call.actor());
  }

  Probed probe(
      Optional<String> name, ProfileRooms profile, ModelEnvironment environment, Actor actor)
      throws InterruptedException {
    InForce now = profile.settings().current();
    long started = time.nanos();
    String asked = name.or(() -> Optional.of(now.config().model())).orElse("");
    try {
      Model model = resolve(name, now, environment);
      asked = model.name();
      probe.ask(profile, model, actor);
      return new Probed(
          asked, since(started), true, Optional.empty(), Optional.empty(), Optional.empty());
    } catch (Problem e) {
      return new Probed(
          asked,
          since(started),
          false,
          Optional.of(e.code()).map(ErrorCode::wire),
          Optional.of(e.sentence()),
          e.hint());
    }
  }

  private long since(long started) {
    return Duration.ofNanos(time.nanos() - started).toMillis();
  }

  private Model resolve(Optional<String> name, InForce now, ModelEnvironment environment)
      throws InterruptedException {
    return models.resolve(name, now.config(), plain(now.secrets()), environment);
  }

  /// Refuses a name that no provider answers to.
  static void check(String name, InForce now, ModelEnvironment environment) {
    ModelNames.check(name, now.config(), plain(now.secrets()), environment);
  }

  static ModelEnvironment environment(Map<String, String> given) {
    return ModelEnvironment.of(given);
  }

  private static Map<String, Secret> plain(Secrets secrets) {
    Map<String, Secret> byName = new HashMap<>();
    for (String name : secrets.names()) {
      secrets.get(name).ifPresent(secret -> byName.put(name, secret));
    }
    return byName;
  }

  private static boolean local(String baseUrl) {
    try {
      String host = Optional.ofNullable(URI.create(baseUrl).getHost()).orElse("");
      return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// @param environment the asker's own model variables, for example OPENAI_BASE_URL
  record ListModels(Optional<String> profile, Map<String, String> environment) {
    /// Keeps values out of every log.
    @Override
    public String toString() {
      return "ListModels[" + environment.keySet() + "]";
    }
  }

  /// @param model the current one when absent
  record Probe(Optional<String> profile, Optional<String> model, Map<String, String> environment) {
    /// Keeps values out of every log.
    @Override
    public String toString() {
      return "Probe[" + model + "]";
    }
  }

  /// @param current the one that a turn would use
  /// @param unlisted providers that name no models
  record Listed(Optional<String> current, List<ModelView> models, List<Unlisted> unlisted) {}

  /// @param why as half a sentence
  record Unlisted(String provider, String why) {}

  /// @param local whether it runs on this machine
  /// @param why it cannot be used
  record ModelView(
      String name, String provider, boolean local, boolean available, Optional<String> why) {}

  /// @param code why it did not answer
  record Probed(
      String model,
      long millis,
      boolean ok,
      Optional<String> code,
      Optional<String> message,
      Optional<String> hint) {}
}
