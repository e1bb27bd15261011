package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Time;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.EgressPosture;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.egress.EgressRules;
import alpi.daemon.egress.HttpUrl;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.ProfileRooms;
import alpi.daemon.host.Rooms;
import alpi.daemon.tool.NetRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What leaves the machine: the ledger, the rules, and what they would say.
public final class EgressVerbs {
  private static final int USUAL = 100;

  private final Rooms rooms;
  private final Time time;

  public EgressVerbs(Rooms rooms, Time time) {
    this.rooms = rooms;
    this.time = time;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.egress.ledger",
                "Lists connections that were made or refused, the newest last.",
                "{\"withinMillis\":3600000,\"host\":\"api.example.com\"}")
            .serve(Ledger.class, Rows.class, this::ledger),
        HostVerb.named(
                "host.egress.preview",
                "Says what would be decided about an address, without asking it.",
                "{\"url\":\"https://api.example.com/\"}")
            .serve(Look.class, Preview.class, this::preview),
        HostVerb.named(
                "host.egress.rules",
                "Shows the rules about what tools may reach, and the connections open now.",
                "{}")
            .serve(ProfileOnly.class, Rules.class, this::rules),
        HostVerb.named(
                "host.egress.block",
                "Keeps tools from a host from now on, and ends what is open to it.",
                "{\"host\":\"*.example.com\"}")
            .mutating()
            .serve(Host.class, Rules.class, this::block),
        HostVerb.named("host.egress.unblock", "Takes a block back.", "{\"host\":\"*.example.com\"}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND)
            .serve(Host.class, Rules.class, this::unblock),
        HostVerb.named(
                "host.egress.posture",
                "Sets what tools may reach where no rule speaks.",
                "{\"posture\":\"allowlist\"}")
            .mutating()
            .serve(Stand.class, Rules.class, this::posture));
  }

  private Rows ledger(Ledger params, Call call) {
    long within = params.withinMillis().orElse(Long.MAX_VALUE);
    if (within < 1) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "The field `withinMillis` is at least 1.");
    }
    var filter =
        new EgressRows(
            params.job(),
            params.host().map(host -> host.toLowerCase(Locale.ROOT)),
            Limit.of(params.limit(), USUAL));
    return new Rows(filter.read(rooms.of(params.profile()).journal(), time.now(), within));
  }

  private Preview preview(Look params, Call call) {
    HttpUrl url =
        HttpUrl.parse(params.url())
            .or(() -> HttpUrl.parse("https://" + params.url()))
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS,
                    "That is not an http or https address that can be read in one way."));
    return Preview.of(rooms.of(params.profile()).net().preview(url));
  }

  private Rules rules(ProfileOnly params, Call call) {
    return shown(rooms.of(params.profile()));
  }

  private Rules block(Host params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    List<String> now = blocked(profile);
    if (!EgressRules.readable(params.host())) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is no rule.",
          "Write a host such as api.example.com, *.example.com or example.com:8080.");
    }
    if (!now.contains(params.host())) {
      var more = new ArrayList<>(now);
      more.add(params.host());
      set(profile, "egress.block", array(more), call);
    }
    return shown(profile);
  }

  private Rules unblock(Host params, Call call) {
    ProfileRooms profile = rooms.of(params.profile());
    var fewer = new ArrayList<>(blocked(profile));
    if (!fewer.remove(params.host())) {
      throw Problem.of(
          ErrorCode.NOT_FOUND, "That is not blocked.", "`alpi egress rules` shows what is.");
    }
    set(profile, "egress.block", array(fewer), call);
    return shown(profile);
  }

  private Rules posture(Stand params, Call call) {
    EgressPosture wanted =
        Arrays.stream(EgressPosture.values())
            .filter(each -> wire(each).equals(params.posture()))
            .findFirst()
            .orElseThrow(() ->
                Problem.of(
                    ErrorCode.INVALID_PARAMS, "The field `posture` is off, allowlist or public."));
    ProfileRooms profile = rooms.of(params.profile());
    set(profile, "egress.posture", JsonNodeFactory.instance.stringNode(wire(wanted)), call);
    return shown(profile);
  }

  /// Changes the settings, then looks at what is open: what they forbid ends now.
  private static void set(ProfileRooms profile, String key, JsonNode value, Call call) {
    profile.settings().patch(ConfigPatch.of(new ConfigPatch.Set(key, value)), call.actor(), false);
    profile.gate().look();
  }

  private static List<String> blocked(ProfileRooms profile) {
    return profile.settings().current().config().egress().block();
  }

  private static ArrayNode array(List<String> lines) {
    ArrayNode array = Json.object().putArray("lines");
    lines.forEach(array::add);
    return array;
  }

  private static Rules shown(ProfileRooms profile) {
    ProfileConfig.Egress now = profile.settings().current().config().egress();
    return new Rules(
        wire(now.posture()),
        now.allow(),
        now.block(),
        now.local(),
        profile.net().now().shut(),
        profile.gate().connections());
  }

  private static String wire(EgressPosture posture) {
    return posture.name().toLowerCase(Locale.ROOT);
  }

  /// @param withinMillis only what happened so recently
  /// @param job only what this run caused
  /// @param host only this host
  /// @param limit the newest so many; 100 when absent
  record Ledger(
      Optional<String> profile,
      OptionalLong withinMillis,
      Optional<String> job,
      Optional<String> host,
      OptionalInt limit) {}

  record Rows(List<EgressRow> rows) {}

  record Look(Optional<String> profile, String url) {}

  /// @param decision `allow`, `ask` (which is a refusal where nobody can be asked) or `deny`; what
  ///   a conversation has seen can still demand a question
  /// @param target as grants name it
  /// @param grant that covers it, where one has to
  /// @param addresses one of which would be dialled
  record Preview(
      String decision, String target, String why, Optional<String> grant, List<String> addresses) {
    static Preview of(NetRules.Preview preview) {
      return new Preview(
          preview.decision(),
          preview.target(),
          preview.why(),
          preview.grant(),
          preview.addresses());
    }
  }

  /// @param host as in `egress.block`
  record Host(Optional<String> profile, String host) {}

  /// @param posture off, allowlist or public
  record Stand(Optional<String> profile, String posture) {}

  /// @param shut why nothing is reached whatever the rules say; absent when they hold
  /// @param open connections of commands that are open now
  record Rules(
      String posture,
      List<String> allow,
      List<String> block,
      List<String> local,
      Optional<String> shut,
      int open) {}
}
