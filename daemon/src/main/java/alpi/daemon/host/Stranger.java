package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.alp.rpc.Verb;
import alpi.daemon.base.Actor;
import alpi.daemon.host.device.Device;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/// Whoever has connected over the network and has not yet said who it is. It may do that, and
/// nothing else.
public final class Stranger implements Caller {
  /// The only verbs that a stranger may call: say who it is, or become somebody.
  public static final Set<String> ENTRANCE = Set.of("host.device.enter", "host.device.claim");

  private final AtomicReference<Optional<Device>> device = new AtomicReference<>(Optional.empty());

  /// Who it turned out to be.
  public Optional<Device> device() {
    return device.get();
  }

  @Override
  public Actor actor() {
    return Actor.STRANGER;
  }

  @Override
  public Role role() {
    return Role.MEMBER;
  }

  @Override
  public String via() {
    return "web";
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public void demand(Verb<?, ?> verb, Optional<JsonNode> params) {
    if (!ENTRANCE.contains(verb.name())) {
      throw Problem.of(
          ErrorCode.FORBIDDEN,
          "Say who you are first.",
          "The first message is host.device.enter with the token of the device.");
    }
  }

  @Override
  public void turnsOutToBe(Device found) {
    device.set(Optional.of(found));
  }
}
