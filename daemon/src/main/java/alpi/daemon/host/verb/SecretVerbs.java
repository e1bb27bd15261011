package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.SecretConfig;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.profile.InForce;
import alpi.daemon.profile.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// API keys and other secrets: set, named, replaced, removed; never read back.
public final class SecretVerbs {
  private final Rooms rooms;

  public SecretVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.secret.set",
                "Stores a secret in the keyring where there is one, else in the .env file.",
                "{\"name\":\"OPENAI_API_KEY\",\"value\":\"sk-…\","
                    + "\"hosts\":[\"https://api.example.com\"]}")
            .mutating()
            .serve(Store.class, Stored.class, this::set),
        HostVerb.named(
                "host.secret.rotate",
                "Gives a secret that there is a new value; the old one stays out of sight.",
                "{\"name\":\"OPENAI_API_KEY\",\"value\":\"sk-…\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Renew.class, Stored.class, this::rotate),
        HostVerb.named(
                "host.secret.list",
                "Lists the names of secrets, where they lie and where they may be sent.",
                "{}")
            .serve(ProfileOnly.class, Names.class, this::list),
        HostVerb.named(
                "host.secret.remove",
                "Removes a secret from where it is kept.",
                "{\"name\":\"OPENAI_API_KEY\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Remove.class, Nothing.class, this::remove));
  }

  private Stored set(Store params, Call call) {
    Settings settings = rooms.of(params.profile()).settings();
    Optional<ArrayNode> hosts = params.hosts().map(SecretVerbs::origins);
    SecretConfig.Keep kept =
        settings.setSecret(
            params.name(),
            new Secret(params.value()),
            params.keep().map(SecretVerbs::keep),
            call.actor());
    if (hosts.isPresent()) {
      String key = "secrets." + params.name() + ".hosts";
      settings.patch(ConfigPatch.of(new ConfigPatch.Set(key, hosts.get())), call.actor(), false);
    }
    return new Stored(Optional.of(wire(kept)));
  }

  private static ArrayNode origins(List<String> typed) {
    ArrayNode origins = JsonNodeFactory.instance.arrayNode();
    for (String host : typed) {
      origins.add(
          HttpUrl.parse(host.contains("://") ? host : "https://" + host)
              .filter(url -> url.path().equals("/"))
              .map(HttpUrl::origin)
              .orElseThrow(() ->
                  Problem.of(
                      ErrorCode.INVALID_PARAMS,
                      "The field `hosts` holds what is no host.",
                      "Write api.example.com, or http://localhost:8080.")));
    }
    return origins;
  }

  private static SecretConfig.Keep keep(String typed) {
    return Arrays.stream(SecretConfig.Keep.values())
        .filter(each -> wire(each).equals(typed))
        .findFirst()
        .orElseThrow(
            () -> Problem.of(ErrorCode.INVALID_PARAMS, "The field `keep` is file or keyring."));
  }

  private static String wire(SecretConfig.Keep keep) {
    return keep.name().toLowerCase(Locale.ROOT);
  }

  private Stored rotate(Renew params, Call call) {
    Settings settings = rooms.of(params.profile()).settings();
    SecretConfig.Keep kept =
        settings.rotateSecret(params.name(), new Secret(params.value()), call.actor());
    return new Stored(Optional.of(wire(kept)));
  }

  private Names list(ProfileOnly params, Call call) {
    InForce now = rooms.of(params.profile()).settings().current();
    var names = new TreeSet<>(now.secrets().names());
    names.addAll(now.config().secrets().keySet());
    List<SecretView> secrets = new ArrayList<>();
    for (String name : names) {
      Optional<SecretConfig> settled = Optional.ofNullable(now.config().secrets().get(name));
      secrets.add(
          new SecretView(
              name,
              settled.flatMap(SecretConfig::keep).map(SecretVerbs::wire).orElse("file"),
              settled.map(SecretConfig::hosts).orElse(List.of()),
              now.secrets().get(name).isPresent()));
    }
    return new Names(List.copyOf(now.secrets().names()), secrets);
  }

  private Nothing remove(Remove params, Call call) {
    rooms.of(params.profile()).settings().unsetSecret(params.name(), call.actor());
    return Nothing.NOTHING;
  }

  /// @param name capital letters, digits and underscores
  /// @param keep `file` or `keyring`; where it is already, or the keyring where there is one, when
  ///   absent
  /// @param hosts where tools may send it, in the place of those settled before
  record Store(
      Optional<String> profile,
      String name,
      String value,
      Optional<String> keep,
      Optional<List<String>> hosts) {
    /// Keeps the value out of every log.
    @Override
    public String toString() {
      return "Store[" + name + "]";
    }
  }

  record Renew(Optional<String> profile, String name, String value) {
    /// Keeps the value out of every log.
    @Override
    public String toString() {
      return "Renew[" + name + "]";
    }
  }

  /// @param keep where it is kept now: `file` or `keyring`
  record Stored(Optional<String> keep) {}

  record Remove(Optional<String> profile, String name) {}

  /// @param names of those that have a value now
  record Names(List<String> names, List<SecretView> secrets) {}

  /// @param keep `file` (or the environment of the daemon) or `keyring`
  /// @param hosts where tools may send it
  /// @param readable whether its value is in force; one of a locked keyring is not
  record SecretView(String name, String keep, List<String> hosts, boolean readable) {}
}
