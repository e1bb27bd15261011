package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.alp.rpc.Verb;
import alpi.daemon.base.Actor;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.device.Device;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/// A paired device, for as long as one of its connections lives. What it may do is settled by its
/// role, the profiles it is bounded to, and whether a process of this machine that the daemon
/// itself started holds the other end.
public final class DeviceCaller implements Caller {
  /// What concerns no profile, and so may be called by a device that is bounded to some.
  static final Set<String> OF_NO_PROFILE =
      Set.of(
          "host.version",
          "host.ping",
          "host.stream.close",
          "host.device.enter",
          "host.device.claim");

  private final Device device;
  private final BooleanSupplier ours;
  private final RefusalLog refusals;
  private volatile boolean ended;

  /// @param ours whether a process that descends from the daemon may hold the other end; true also
  ///   when that cannot be told though it should
  public DeviceCaller(Device device, BooleanSupplier ours, RefusalLog refusals) {
    this.device = device;
    this.ours = ours;
    this.refusals = refusals;
  }

  public Device device() {
    return device;
  }

  /// It was revoked, or is something else from now on: nothing it asked for begins any more.
  public void end() {
    ended = true;
  }

  @Override
  public Actor actor() {
    return device.actor();
  }

  @Override
  public Role role() {
    return device.role();
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
    if (ended) {
      throw refused(verb, "revoked", "This device was revoked or changed.", "Connect again.");
    }
    if (verb.local()) {
      throw refused(
          verb,
          "only local",
          verb.name() + " is served on the machine's own socket only.",
          "Use `alpi` in a terminal there.");
    }
    if (!device.role().allows(verb.role())) {
      throw refused(
          verb,
          "role",
          "A device of the role " + device.role().wire() + " cannot call " + verb.name() + ".",
          "The owner can change its role: `alpi devices promote`.");
    }
    if (!inScope(verb, params)) {
      throw refused(
          verb,
          "profile",
          "This device is bounded to the profiles " + device.profileList() + ".",
          "Name one of them as `profile`.");
    }
    if (verb.mutating() && ours.getAsBoolean()) {
      throw refused(
          verb,
          "descends from the daemon",
          "A process that the daemon started cannot call " + verb.name() + ".",
          "Use a browser or a terminal of your own.");
    }
  }

  private boolean inScope(Verb<?, ?> verb, Optional<JsonNode> params) {
    if (device.profiles().isEmpty() || OF_NO_PROFILE.contains(verb.name())) {
      return true;
    }
    String named = params.map(it -> it.path("profile").asString("")).orElse("");
    return device.profiles().stream().map(ProfileName::value).anyMatch(named::equals);
  }

  private Problem refused(Verb<?, ?> verb, String why, String sentence, String hint) {
    refusals.refused(verb.name(), actor(), why);
    return Problem.of(ErrorCode.FORBIDDEN, sentence, hint);
  }
}
