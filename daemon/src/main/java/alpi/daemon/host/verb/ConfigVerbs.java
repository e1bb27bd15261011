package alpi.daemon.host.verb;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.Change;
import alpi.daemon.config.ConfigDiff;
import alpi.daemon.config.ConfigPatch;
import alpi.daemon.config.ConfigSchema;
import alpi.daemon.config.EffectiveJson;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.config.Warning;
import alpi.daemon.host.Call;
import alpi.daemon.host.HostVerb;
import alpi.daemon.host.Rooms;
import alpi.daemon.model.ModelEnvironment;
import alpi.daemon.profile.ConfigChange;
import alpi.daemon.profile.InForce;
import alpi.daemon.profile.Revision;
import alpi.daemon.profile.Settings;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings of a profile.
public final class ConfigVerbs {
  private static final int USUAL = 20;

  private final Rooms rooms;

  public ConfigVerbs(Rooms rooms) {
    this.rooms = rooms;
  }

  public List<HostVerb<?, ?>> verbs() {
    return List.of(
        HostVerb.named(
                "host.config.get",
                "Reads the settings in force: one, a group, or all.",
                "{\"key\":\"tools.max_steps\"}")
            .serve(Get.class, Values.class, this::get),
        HostVerb.named(
                "host.config.set",
                "Sets one setting, or shows what that would change.",
                "{\"key\":\"model\",\"value\":\"openai/gpt-5-mini\",\"dryRun\":true}")
            .mutating()
            .fails(ErrorCode.CONFIG_BROKEN, ErrorCode.CONFLICT)
            .serve(Set.class, Changed.class, this::set),
        HostVerb.named(
                "host.config.unset",
                "Removes one setting from the file, so that its default holds.",
                "{\"key\":\"model\"}")
            .mutating()
            .fails(ErrorCode.CONFIG_BROKEN, ErrorCode.CONFLICT)
            .serve(Unset.class, Changed.class, this::unset),
        HostVerb.named("host.config.diff", "Lists the settings that are not at default.", "{}")
            .serve(ProfileOnly.class, Diff.class, this::diff),
        HostVerb.named("host.config.history", "Lists changes, newest first.", "{\"limit\":20}")
            .serve(History.class, Revisions.class, this::history),
        HostVerb.named(
                "host.config.revert",
                "Takes one change back without losing later ones.",
                "{\"rev\":3}")
            .mutating()
            .fails(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.CONFIG_BROKEN)
            .serve(Revert.class, Changed.class, this::revert),
        HostVerb.named("host.config.schema", "Gives the JSON Schema of config.yaml.", "{}")
            .serve(Nothing.class, Schema.class, (_, _) -> new Schema(ConfigSchema.json())));
  }

  private Values get(Get params, Call call) {
    InForce now = rooms.of(params.profile()).settings().current();
    Map<String, JsonNode> values = new TreeMap<>();
    if (params.key().isPresent()) {
      String key = params.key().get();
      JsonNode value =
          ConfigDiff.value(now.config(), key).orElseGet(() -> Json.mapper().nullNode());
      flatten(key, value, values);
    } else {
      flatten("", EffectiveJson.of(now.config()), values);
    }
    java.util.Set<String> own =
        ConfigDiff.fromDefaults(now.config()).stream().map(Change::key).collect(Collectors.toSet());
    Map<String, String> explain = new TreeMap<>();
    values.keySet().forEach(key -> explain.put(key, own.contains(key) ? "file" : "default"));
    return new Values(values, explain, warnings(now.warnings()));
  }

  private static void flatten(String prefix, JsonNode value, Map<String, JsonNode> into) {
    if (!(value instanceof ObjectNode group) || (group.isEmpty() && !prefix.isEmpty())) {
      into.put(prefix, value);
      return;
    }
    for (Map.Entry<String, JsonNode> entry : group.properties()) {
      flatten(
          prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
          entry.getValue(),
          into);
    }
  }

  private Changed set(Set params, Call call) {
    ConfigPatch.Op op =
        params.value().isString()
            ? new ConfigPatch.SetText(params.key(), params.value().stringValue())
            : new ConfigPatch.Set(params.key(), params.value());
    refuseUnknownModels(params, op, call);
    return patch(params.profile(), op, params.key(), params.dryRun(), call);
  }

  /// A model whose provider does not exist would be found out at the next question only.
  private void refuseUnknownModels(Set params, ConfigPatch.Op op, Call call) {
    if (!params.key().startsWith("model") && !params.key().startsWith("fallback_models")) {
      return;
    }
    Settings settings = rooms.of(params.profile()).settings();
    InForce now = settings.current();
    for (Change change : settings.patch(ConfigPatch.of(op), call.actor(), true).changes()) {
      JsonNode after = change.after().orElseGet(() -> Json.mapper().nullNode());
      if (after.isString()) {
        ModelVerbs.check(after.stringValue(), now, ModelEnvironment.EMPTY);
      }
      after.forEach(name -> ModelVerbs.check(name.asString(""), now, ModelEnvironment.EMPTY));
    }
  }

  private Changed unset(Unset params, Call call) {
    ConfigPatch.Op op = new ConfigPatch.Unset(params.key());
    return patch(params.profile(), op, params.key(), params.dryRun(), call);
  }

  private Changed patch(
      Optional<String> profile,
      ConfigPatch.Op op,
      String key,
      Optional<Boolean> dryRun,
      Call call) {
    Settings settings = rooms.of(profile).settings();
    ProfileConfig before = settings.current().config();
    boolean dry = dryRun.orElse(false);
    ConfigChange change = settings.patch(ConfigPatch.of(op), call.actor(), dry);
    return changed(settings, change, before, Optional.of(key));
  }

  private Changed revert(Revert params, Call call) {
    Settings settings = rooms.of(params.profile()).settings();
    ProfileConfig before = settings.current().config();
    ConfigChange change =
        settings.revert(
            params.rev(), call.actor(), OptionalLong.empty(), params.force().orElse(false));
    return changed(settings, change, before, Optional.empty());
  }

  private static Changed changed(
      Settings settings, ConfigChange change, ProfileConfig before, Optional<String> key) {
    Optional<JsonNode> after =
        change.changes().stream()
            .filter(each -> key.filter(each.key()::equals).isPresent())
            .findFirst()
            .flatMap(Change::after);
    Optional<JsonNode> was = key.flatMap(name -> ConfigDiff.value(before, name));
    return new Changed(
        change.written() ? OptionalLong.of(change.rev()) : OptionalLong.empty(),
        change.diff(),
        was,
        after.isPresent() ? after : key.flatMap(name -> now(settings, name)),
        change.conflicts(),
        warnings(settings.current().warnings()));
  }

  private static Optional<JsonNode> now(Settings settings, String key) {
    return ConfigDiff.value(settings.current().config(), key);
  }

  private Diff diff(ProfileOnly params, Call call) {
    ProfileConfig config = rooms.of(params.profile()).settings().current().config();
    return new Diff(
        ConfigDiff.fromDefaults(config).stream()
            .map(each -> new Setting(each.key(), each.before(), each.after()))
            .toList());
  }

  private Revisions history(History params, Call call) {
    int limit = Limit.of(params.limit(), USUAL);
    Settings settings = rooms.of(params.profile()).settings();
    return new Revisions(
        settings.history(Math.min(limit, Settings.MAX_HISTORY)).stream()
            .map(RevisionView::of)
            .toList());
  }

  private static List<String> warnings(List<Warning> warnings) {
    return warnings.stream().map(Warning::toString).toList();
  }

  /// @param key dotted; everything when absent
  record Get(Optional<String> profile, Optional<String> key) {}

  /// @param value JSON; a text is read the way a command line means it
  record Set(Optional<String> profile, String key, JsonNode value, Optional<Boolean> dryRun) {
    Set {
      if (value.isNull() || value.isMissingNode()) {
        throw Problem.of(
            ErrorCode.INVALID_PARAMS,
            "The field `value` is missing.",
            "To go back to the default call host.config.unset.");
      }
    }
  }

  record Unset(Optional<String> profile, String key, Optional<Boolean> dryRun) {}

  record History(Optional<String> profile, OptionalInt limit) {}

  /// @param force also settings that were changed again since
  record Revert(Optional<String> profile, long rev, Optional<Boolean> force) {}

  /// @param values in force, by dotted key
  /// @param explain where each comes from: default or file
  record Values(Map<String, JsonNode> values, Map<String, String> explain, List<String> warnings) {}

  /// @param rev of the change; absent when nothing was written
  /// @param diff lines of the file that differ
  /// @param conflicts settings left alone because they were changed again since
  record Changed(
      OptionalLong rev,
      List<String> diff,
      Optional<JsonNode> before,
      Optional<JsonNode> after,
      List<String> conflicts,
      List<String> warnings) {}

  record Diff(List<Setting> changes) {}

  record Setting(
      String key, @JsonProperty("default") Optional<JsonNode> usual, Optional<JsonNode> value) {}

  record Revisions(List<RevisionView> revisions) {}

  /// @param actor who; `system` for an edit of the file by hand
  record RevisionView(long rev, Instant at, String actor, List<String> keys, OptionalLong reverts) {
    static RevisionView of(Revision revision) {
      return new RevisionView(
          revision.rev(),
          revision.at(),
          revision.actor().value(),
          revision.keys(),
          revision.reverts());
    }
  }

  record Schema(ObjectNode schema) {}
}
