package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.ProfileHome;
import alpi.daemon.base.ProfileName;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/// The profiles of this machine.
public final class ProfileVerbs {
  private final Rooms rooms;

  public ProfileVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.profile.list", "Lists profiles, broken ones included.", "{}")
            .serve(Nothing.class, Profiles.class, this::list),
        HostVerb.named("host.profile.create", "Makes a profile.", "{\"name\":\"work\"}")
            .mutating()
            .fails(ErrorCode.CONFLICT)
            .serve(Named.class, Created.class, this::create),
        HostVerb.named(
                "host.profile.remove", "Moves a profile to the trash.", "{\"name\":\"work\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT)
            .serve(Named.class, Removed.class, this::remove));
  }

  private Profiles list(Nothing params, Call call) {
    return new Profiles(rooms.list().stream().map(this::view).toList());
  }

  private ProfileView view(Rooms.Entry entry) {
    ProfileHome home = entry.home();
    String model =
        entry.problem().isPresent()
            ? ""
            : rooms.find(home.name()).settings().current().config().model();
    return new ProfileView(
        home.name().value(),
        home.dir().toString(),
        home.name().isDefault(),
        entry.problem().isPresent() ? "broken" : "ok",
        entry.problem().map(Problem::sentence),
        model);
  }

  private Created create(Named params, Call call) {
    ProfileHome home = rooms.create(new ProfileName(params.name()), call.actor());
    return new Created(home.name().value(), home.dir().toString());
  }

  private Removed remove(Named params, Call call) {
    return new Removed(rooms.remove(new ProfileName(params.name()), call.actor()).toString());
  }

  record Named(String name) {}

  record Profiles(List<ProfileView> profiles) {}

  /// @param state ok or broken
  /// @param problem why it is broken
  /// @param model as configured; empty means detect
  record ProfileView(
      String name,
      String path,
      @JsonProperty("default") boolean main,
      String state,
      Optional<String> problem,
      String model) {}

  record Created(String name, String path) {}

  /// @param trash where it lies now
  record Removed(String trash) {}
}
