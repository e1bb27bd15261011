package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Secret;
import alpi.daemon.base.Time;
import alpi.daemon.config.Secrets;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.model.Model;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.model.ModelMessage;
import alpi.daemon.model.ModelRequest;
import alpi.daemon.model.Models;
import alpi.daemon.profile.InForce;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Which models there are, and whether one answers.
public final class ModelVerbs {
  private static final int PROBE_TOKENS = 64;

  private final Rooms rooms;
  private final Models models;
  private final Time time;

  public ModelVerbs(Rooms rooms, Models models, Time time) {
    this.rooms = rooms;
    this.models = models;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.model.list",
                "Lists the models of every provider that is configured or found.",
                "{}")
            .serve(ListModels.class, Listed.class, this::list),
        HostVerb.named(
                "host.model.probe",
                "Asks a model for one word and tells how that went.",
                "{\"model\":\"openai/gpt-5-mini\"}")
            .serve(Probe.class, Probed.class, this::probe));
  }

  private Listed list(ListModels params, Call call) throws InterruptedException {
    InForce now = rooms.of(params.profile()).settings().current();
    var environment = environment(params.environment());
    List<ModelView> views = new ArrayList<>();
    for (Models.Offer offer : models.offers(now.config(), plain(now.secrets()), environment)) {
      boolean local = offer.baseUrl().isEmpty() || local(offer.baseUrl());
      Optional<String> why =
          offer.usable() ? Optional.empty() : Optional.of("it has no key; see alpi setup");
      for (String name : offer.models()) {
        views.add(
            new ModelView(
                qualified(offer.provider(), name), offer.provider(), local, offer.usable(), why));
      }
    }
    return new Listed(current(now, environment), views);
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
    InForce now = rooms.of(params.profile()).settings().current();
    return probe(params.model(), now, environment(params.environment()));
  }

  Probed probe(Optional<String> name, InForce now, ModelEnvironment environment)
      throws InterruptedException {
    long started = time.nanos();
    String asked = name.or(() -> Optional.of(now.config().model())).orElse("");
    try {
      Model model = resolve(name, now, environment);
      asked = model.name();
      var request =
          new ModelRequest(
              "",
              List.of(),
              List.of(new ModelMessage.User("Answer with the single word: ready", List.of())),
              OptionalInt.of(PROBE_TOKENS),
              Optional.empty());
      model.stream(request, new Cancel(), _ -> {});
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
  record Listed(Optional<String> current, List<ModelView> models) {}

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
