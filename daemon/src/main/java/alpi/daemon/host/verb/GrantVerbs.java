package alpi.daemon.host.verb;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.GrantId;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.job.Job;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.GrantBudget;
import alpi.daemon.policy.GrantRequest;
import alpi.daemon.policy.Grants;
import alpi.daemon.policy.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Standing permissions. Only the owner's own clients give and take them.
public final class GrantVerbs {
  private static final String ONE = "{\"grant\":\"g0000000000000000a\"}";
  private static final int USUAL = 100;

  private final Rooms rooms;

  public GrantVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.grant.list",
                "Lists the permissions that hold now; with `all`, the last ones given.",
                "{}")
            .serve(ListGrants.class, Listed.class, this::list),
        HostVerb.named("host.grant.show", "Tells of one permission and what became of it.", ONE)
            .fails(ErrorCode.NOT_FOUND)
            .serve(OneGrant.class, Shown.class, this::show),
        HostVerb.named(
                "host.grant.give",
                "Permits something in advance.",
                "{\"capability\":\"net\",\"scope\":\"example.com\",\"ttlMillis\":3600000}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.DENIED, ErrorCode.QUEUE_FULL)
            .serve(Give.class, Shown.class, this::give),
        HostVerb.named(
                "host.grant.revoke",
                "Takes a permission back at once, and stops what runs under it.",
                ONE)
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Revoke.class, Nothing.class, this::revoke));
  }

  private Listed list(ListGrants params, Call call) {
    Grants grants = rooms.of(params.profile()).grants();
    if (params.all().orElse(false)) {
      int limit = Limit.of(params.limit(), USUAL);
      return new Listed(
          grants.latest(limit).stream().map(each -> GrantView.of(each, grants)).toList());
    }
    int limit = Limit.of(params.limit(), Limit.MAX);
    return new Listed(grants.live().stream().limit(limit).map(GrantView::live).toList());
  }

  private Shown show(OneGrant params, Call call) {
    Grants grants = rooms.of(params.profile()).grants();
    return new Shown(
        grants
            .find(new GrantId(params.grant()))
            .map(record -> GrantView.of(record, grants))
            .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "There is no such permission.")));
  }

  private Shown give(Give params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    Capability capability =
        Capability.ofWire(params.capability())
            .filter(known -> known != Capability.ASK)
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "The field `capability` is none that can be granted.",
                    "One of: " + capabilities() + "."));
    Scope scope =
        profile
            .scopes()
            .of(capability, params.scope(), params.below().orElse(false), place(profile, params));
    GrantRequest wanted =
        GrantRequest.of(capability, scope, reason(profile, params))
            .in(params.session().map(id -> session(profile, id)))
            .during(params.job().map(id -> job(profile, id)))
            .lasting(ttl(params.ttlMillis()))
            .times(params.uses())
            .within(budget(params));
    return new Shown(GrantView.live(profile.grants().issue(wanted, call.actor())));
  }

  static String capabilities() {
    return String.join(
        ", ",
        List.of(Capability.values()).stream()
            .filter(each -> each != Capability.ASK)
            .map(Capability::wire)
            .toList());
  }

  private static String reason(ProfileRooms profile, Give params) {
    return params.reason().map(profile.settings().current().redactor()::redact).orElse("");
  }

  private static Duration ttl(OptionalLong millis) {
    if (millis.isEmpty()) {
      return Grants.DEFAULT_TTL;
    }
    Duration ttl = Duration.ofMillis(millis.getAsLong());
    if (ttl.compareTo(Grants.MIN_TTL) < 0 || ttl.compareTo(Grants.MAX_TTL) > 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "A permission holds from a second to " + Grants.MAX_TTL.toDays() + " days.");
    }
    return ttl;
  }

  /// The workspace of the profile where it has one, else the caller's folder.
  private static Path place(ProfileRooms profile, Give params) {
    String workspace = profile.settings().current().config().workspace();
    if (!workspace.isEmpty()) {
      return Path.of(workspace);
    }
    return params.cwd().map(ChatVerbs::folder).orElse(Path.of("/"));
  }

  private static SessionId session(ProfileRooms profile, String id) {
    var session = new SessionId(id);
    if (!profile.sessions().exists(session)) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "There is no such conversation.",
          "List them with `alpi sessions list`.");
    }
    return session;
  }

  private static JobId job(ProfileRooms profile, String id) {
    Job job =
        profile
            .jobs()
            .find(new JobId(id))
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.NOT_FOUND, "There is no such job.", "List them with `alpi jobs`."));
    if (!job.state().live()) {
      throw Problem.of(
          ErrorCode.CONFLICT, "That job is over, so nothing can be permitted for it any more.");
    }
    return job.id();
  }

  private static Optional<GrantBudget> budget(Give params) {
    if (params.bytes().isPresent() && params.usd().isPresent()) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "A permission has one budget at most.");
    }
    if (params.bytes().isPresent()) {
      return Optional.of(new GrantBudget(GrantBudget.Unit.BYTES, params.bytes().getAsLong()));
    }
    return params.usd().map(GrantVerbs::micros);
  }

  private static GrantBudget micros(BigDecimal usd) {
    if (usd.signum() <= 0 || usd.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "The field `usd` is above zero, and a million at most.");
    }
    long micros = usd.movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact();
    return new GrantBudget(GrantBudget.Unit.MICRO_USD, micros);
  }

  private Nothing revoke(Revoke params, Call call) {
    rooms.of(params.profile()).grants().revoke(new GrantId(params.grant()), call.actor());
    return Nothing.NOTHING;
  }

  /// @param all whether those that no longer hold are listed too, newest first
  record ListGrants(Optional<String> profile, Optional<Boolean> all, OptionalInt limit) {}

  record OneGrant(Optional<String> profile, String grant) {}

  /// @param capability what may be done: `fs:read`, `fs:write`, `exec`, `net`, `memory:read`,
  ///   `memory:write`, `peer`, `tool`, `schedule` or `money`
  /// @param scope to what: a path, a whole command, a host or `*.host`, `peer/verb`, `server/tool`,
  ///   a schedule, `currency/payee`
  /// @param below whether everything beneath is meant too
  /// @param cwd where relative paths start and a command is to run, unless the profile has a
  ///   workspace
  /// @param session the only conversation that it is for
  /// @param job the only job that it is for, and ends with
  /// @param ttlMillis how long it holds: an hour when absent, a second to 90 days
  /// @param uses how often; as often as wanted when absent
  /// @param bytes how much a `net` permission may move
  /// @param usd how many dollars a `money` permission is good for
  /// @param reason why, for the record: cut to 200 characters
  record Give(
      Optional<String> profile,
      String capability,
      String scope,
      Optional<Boolean> below,
      Optional<String> cwd,
      Optional<String> session,
      Optional<String> job,
      OptionalLong ttlMillis,
      OptionalLong uses,
      OptionalLong bytes,
      Optional<BigDecimal> usd,
      Optional<String> reason) {}

  record Revoke(Optional<String> profile, String grant) {}

  record Listed(List<GrantView> grants) {}

  record Shown(GrantView grant) {}
}
