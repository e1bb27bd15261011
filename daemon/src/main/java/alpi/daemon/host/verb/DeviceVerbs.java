package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.Role;
import alpi.daemon.base.DeviceId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Secret;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.host.device.Device;
import alpi.daemon.host.device.Devices;
import alpi.daemon.host.device.NewDevice;
import alpi.daemon.host.ws.WebDoor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Paired devices: how one becomes known, says who it is, and is sent away.
public final class DeviceVerbs {
  private static final String ONE = "{\"device\":\"d0000000000000000a\"";
  private static final int USUAL = 100;

  private final Rooms rooms;
  private final Devices devices;
  private final WebDoor door;
  private final Path userHome;

  /// @param userHome where a conversation works in a profile without a workspace
  public DeviceVerbs(Rooms rooms, Devices devices, WebDoor door, Path userHome) {
    this.rooms = rooms;
    this.devices = devices;
    this.door = door;
    this.userHome = userHome;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.device.pair",
                "Makes a link that pairs one device, the first that brings it.",
                "{\"name\":\"phone\",\"role\":\"member\",\"profiles\":[\"default\"]}")
            .mutating()
            .local()
            .fails(ErrorCode.CONFLICT, ErrorCode.TOO_LARGE, ErrorCode.NOT_FOUND)
            .serve(Pair.class, Link.class, this::pair),
        HostVerb.named(
                "host.device.claim",
                "Pairs whoever brings the word of a link, and gives it its token: once.",
                "{\"word\":\"0123456789abcdef\",\"name\":\"Firefox\"}")
            .by(Role.MEMBER)
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.GONE, ErrorCode.TOO_LARGE)
            .serve(Claim.class, Claimed.class, this::claim),
        HostVerb.named(
                "host.device.enter",
                "Says who a connection is, by the token of its device.",
                "{\"token\":\"d0000000000000000a.0123456789abcdef\"}")
            .by(Role.MEMBER)
            .fails(ErrorCode.FORBIDDEN)
            .serve(Enter.class, Entered.class, this::enter),
        HostVerb.named("host.device.list", "Lists paired devices.", "{}")
            .serve(ListDevices.class, Listed.class, this::list),
        HostVerb.named("host.device.rename", "Renames a device.", ONE + ",\"name\":\"tablet\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Rename.class, One.class, this::rename),
        HostVerb.named(
                "host.device.promote",
                "Lets a device do more or less; what it has open ends.",
                ONE + ",\"role\":\"admin\"}")
            .mutating()
            .local()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Promote.class, One.class, this::promote),
        HostVerb.named(
                "host.device.revoke",
                "Ends a device for good, and its open connections at once.",
                ONE + "}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Named.class, Revoked.class, this::revoke));
  }

  private Link pair(Pair params, Call call) {
    WebDoor.Open open =
        door.at()
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.CONFLICT,
                    "Nothing listens for devices yet.",
                    "host.web.open makes it; `alpi open` and `alpi devices pair` do both."));
    List<ProfileName> profiles = profiles(params.profiles());
    Duration lasts =
        params.lastsMillis().isPresent()
            ? Duration.ofMillis(params.lastsMillis().getAsLong())
            : Devices.PAIRING;
    var wanted = new NewDevice(params.name().orElse(""), role(params.role()), profiles);
    Secret word = devices.invite(wanted, lasts, call.actor());
    return new Link(
        open.url() + "/#pair=" + word.reveal(), word.reveal(), open.url(), lasts.toMillis());
  }

  private List<ProfileName> profiles(List<String> names) {
    List<ProfileName> profiles = names.stream().map(ProfileName::new).toList();
    for (ProfileName each : profiles) {
      if (rooms.list().stream().noneMatch(entry -> entry.home().name().equals(each))) {
        throw Problem.of(
            ErrorCode.NOT_FOUND, "There is no profile " + each + ".", "See: alpi profile list");
      }
    }
    return profiles;
  }

  private static Role role(Optional<String> wire) {
    return Arrays.stream(Role.values())
        .filter(role -> role.wire().equals(wire.orElse(Role.MEMBER.wire())))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(ErrorCode.INVALID_PARAMS, "The field `role` is owner, admin or member."));
  }

  private Claimed claim(Claim params, Call call) {
    Devices.Paired paired = devices.claim(params.word(), params.name());
    call.caller().turnsOutToBe(paired.device());
    return new Claimed(paired.token().reveal(), DeviceView.of(paired.device()));
  }

  private Entered enter(Enter params, Call call) {
    Device device = devices.enter(params.token());
    call.caller().turnsOutToBe(device);
    return new Entered(DeviceView.of(device), folder(device));
  }

  private String folder(Device device) {
    ProfileName profile =
        device.profiles().isEmpty() ? ProfileName.DEFAULT : device.profiles().getFirst();
    String workspace;
    try {
      workspace = rooms.find(profile).settings().current().config().workspace();
    } catch (Problem _) {
      workspace = "";
    }
    return workspace.isEmpty() ? userHome.toString() : workspace;
  }

  private Listed list(ListDevices params, Call call) {
    List<Device> found =
        params.all().orElse(false) ? devices.all(Limit.of(params.limit(), USUAL)) : devices.list();
    return new Listed(found.stream().map(DeviceView::of).toList());
  }

  private One rename(Rename params, Call call) {
    var id = new DeviceId(params.device());
    return new One(DeviceView.of(devices.rename(id, params.name(), call.actor())));
  }

  private One promote(Promote params, Call call) {
    var id = new DeviceId(params.device());
    Role role = role(Optional.of(params.role()));
    return new One(
        DeviceView.of(devices.promote(id, role, profiles(params.profiles()), call.actor())));
  }

  private Revoked revoke(Named params, Call call) {
    return new Revoked(devices.revoke(new DeviceId(params.device()), call.actor()));
  }

  /// @param name as the owner will know it; what the device says of itself when absent
  /// @param role owner, admin or member; member when absent
  /// @param profiles the only ones that a member may touch; all when empty
  /// @param lastsMillis ten minutes when absent, which is the most
  record Pair(
      Optional<String> name,
      Optional<String> role,
      List<String> profiles,
      OptionalLong lastsMillis) {}

  /// @param link opens the page and pairs it; what follows the # never leaves the browser
  /// @param word the secret in the link, for `host.device.claim`
  /// @param url of the page
  record Link(String link, String word, String url, long lastsMillis) {
    /// Keeps the secret in it out of every log.
    @Override
    public String toString() {
      return "Link[url=" + url + "]";
    }
  }

  /// @param name what the device is, in a word
  record Claim(String word, Optional<String> name) {
    /// Keeps the secret in it out of every log.
    @Override
    public String toString() {
      return "Claim[name=" + name + "]";
    }
  }

  /// @param token for `host.device.enter`; shown this once, kept here as a hash
  record Claimed(String token, DeviceView device) {
    /// Keeps the secret in it out of every log.
    @Override
    public String toString() {
      return "Claimed[device=" + device + "]";
    }
  }

  record Enter(String token) {
    /// Keeps the secret in it out of every log.
    @Override
    public String toString() {
      return "Enter[]";
    }
  }

  /// @param folder where a conversation works unless it says otherwise
  record Entered(DeviceView device, String folder) {}

  /// @param all whether revoked ones are listed too, newest first
  record ListDevices(Optional<Boolean> all, OptionalInt limit) {}

  record Listed(List<DeviceView> devices) {}

  record Named(String device) {}

  record Rename(String device, String name) {}

  /// @param role owner, admin or member
  /// @param profiles the only ones that a member may touch; all when empty
  record Promote(String device, String role, List<String> profiles) {}

  record One(DeviceView device) {}

  /// @param revoked false when it had been before
  record Revoked(boolean revoked) {}

  /// @param profiles the only ones it may touch; all when empty
  /// @param seen when it last came or left
  record DeviceView(
      String id,
      String name,
      String role,
      List<String> profiles,
      Instant created,
      Optional<Instant> seen,
      Optional<Instant> revoked) {
    static DeviceView of(Device device) {
      return new DeviceView(
          device.id().value(),
          device.name(),
          device.role().wire(),
          device.profiles().stream().map(ProfileName::value).toList(),
          device.created(),
          device.seen(),
          device.revoked());
    }
  }
}
