package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.Secret;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import java.util.List;
import java.util.Optional;

/// API keys and other secrets: set, named, removed; never read back.
public final class SecretVerbs {
  private final Rooms rooms;

  public SecretVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.secret.set",
                "Stores a secret in the profile's .env file.",
                "{\"name\":\"OPENAI_API_KEY\",\"value\":\"sk-…\"}")
            .mutating()
            .serve(Store.class, Nothing.class, this::set),
        HostVerb.named("host.secret.list", "Lists the names of secrets, never values.", "{}")
            .serve(ProfileOnly.class, Names.class, this::list),
        HostVerb.named(
                "host.secret.remove",
                "Removes a secret from the profile's .env file.",
                "{\"name\":\"OPENAI_API_KEY\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Remove.class, Nothing.class, this::remove));
  }

  private Nothing set(Store params, Call call) {
    rooms
        .of(params.profile())
        .settings()
        .setSecret(params.name(), new Secret(params.value()), call.actor());
    return Nothing.NOTHING;
  }

  private Names list(ProfileOnly params, Call call) {
    return new Names(
        List.copyOf(rooms.of(params.profile()).settings().current().secrets().names()));
  }

  private Nothing remove(Remove params, Call call) {
    rooms.of(params.profile()).settings().unsetSecret(params.name(), call.actor());
    return Nothing.NOTHING;
  }

  /// @param name capital letters, digits and underscores
  record Store(Optional<String> profile, String name, String value) {
    /// Keeps the value out of every log.
    @Override
    public String toString() {
      return "Store[" + name + "]";
    }
  }

  record Remove(Optional<String> profile, String name) {}

  record Names(List<String> names) {}
}
