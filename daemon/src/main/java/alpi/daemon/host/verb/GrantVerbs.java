package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.GrantId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.policy.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Standing permissions.
public final class GrantVerbs {
  private final Rooms rooms;

  public GrantVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named("host.grant.list", "Lists the permissions that hold now.", "{}")
            .serve(ProfileOnly.class, Grants.class, this::list),
        HostVerb.named(
                "host.grant.revoke",
                "Takes a permission back at once.",
                "{\"grant\":\"g0000000000000000a\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Revoke.class, Nothing.class, this::revoke));
  }

  private Grants list(ProfileOnly params, Call call) {
    return new Grants(
        rooms.of(params.profile()).grants().live().stream().map(GrantView::of).toList());
  }

  private Nothing revoke(Revoke params, Call call) {
    rooms.of(params.profile()).grants().revoke(new GrantId(params.grant()), call.actor());
    return Nothing.NOTHING;
  }

  record Revoke(Optional<String> profile, String grant) {}

  record Grants(List<GrantView> grants) {}

  /// @param capability what may be done, for example `exec`
  /// @param scope to what
  /// @param usesLeft as often as wanted when absent
  record GrantView(
      String id,
      String capability,
      String scope,
      Optional<String> session,
      Instant issued,
      Instant expires,
      OptionalLong usesLeft,
      String summary,
      String by) {
    static GrantView of(Grant grant) {
      return new GrantView(
          grant.id().value(),
          grant.capability().wire(),
          grant.scope().value(),
          grant.session().map(Object::toString),
          grant.issued(),
          grant.expires(),
          grant.usesLeft(),
          grant.reason(),
          grant.issuedBy().value());
    }
  }
}
