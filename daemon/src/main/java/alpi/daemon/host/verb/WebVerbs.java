package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.host.ws.WebDoor;
import java.util.List;
import java.util.Optional;

/// The door for browsers and other devices.
public final class WebVerbs {
  private final Rooms rooms;
  private final WebDoor door;

  public WebVerbs(Rooms rooms, WebDoor door) {
    this.rooms = rooms;
    this.door = door;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.web.open",
                "Opens the door for devices where `web.listen` says, else on this machine.",
                "{}")
            .mutating()
            .local()
            .fails(ErrorCode.DENIED, ErrorCode.CONFLICT, ErrorCode.CONFIG_BROKEN)
            .serve(Nothing.class, Door.class, this::open),
        HostVerb.named("host.web.show", "Tells whether the door for devices is open.", "{}")
            .serve(Nothing.class, Door.class, (_, _) -> Door.of(door.at())),
        HostVerb.named("host.web.shut", "Shuts the door for devices; what is connected ends.", "{}")
            .mutating()
            .local()
            .serve(Nothing.class, Shut.class, (_, call) -> new Shut(door.shut(call.actor()))));
  }

  private Door open(Nothing params, Call call) throws InterruptedException {
    var config = rooms.find(ProfileName.DEFAULT).settings().current().config().web();
    return Door.of(Optional.of(door.open(config, call.actor())));
  }

  /// @param url of the page, for a browser of this machine; absent while the door is shut
  /// @param connections of devices at this moment
  record Door(boolean open, Optional<String> url, int connections) {
    static Door of(Optional<WebDoor.Open> at) {
      return new Door(
          at.isPresent(), at.map(WebDoor.Open::url), at.map(WebDoor.Open::sockets).orElse(0));
    }
  }

  /// @param shut whether it was open
  record Shut(boolean shut) {}
}
