package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonWriter;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi config`: settings of a profile, with dry runs and a way back.
public final class ConfigCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "config",
        "Settings: read, change, compare, take back.",
        Spec.leaf("get", "Print one setting, or all of them.")
            .optional("KEY", "for example tools.max_steps")
            .done(),
        Spec.leaf("set", "Change a setting.")
            .argument("KEY", "the setting")
            .argument("VALUE", "its value")
            .flag("--dry-run", "only show what would change")
            .done(),
        Spec.leaf("unset", "Give a setting its default back.")
            .argument("KEY", "the setting")
            .flag("--dry-run", "only show what would change")
            .done(),
        Spec.leaf("diff", "Print what differs from the defaults.").done(),
        Spec.leaf("history", "List earlier changes.")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("revert", "Take a change back.")
            .argument("REV", "its revision")
            .flag("--force", "even where the setting was changed since")
            .done(),
        Spec.leaf("schema", "Print the JSON Schema of config.yaml.").done());
  }

  @Override
  public String defaultVerb() {
    return "get";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "set" -> change(call, "host.config.set", edit(call).put("value", call.argument(1)));
      case "unset" -> change(call, "host.config.unset", edit(call));
      case "revert" -> {
        JsonObject params = call.params().put("rev", revision(call));
        yield change(call, "host.config.revert", params.put("force", call.has("--force")));
      }
      case "diff" -> {
        JsonObject result = call.ask("host.config.diff", call.params());
        yield call.show(result, Tables.CHANGES);
      }
      case "history" -> {
        JsonObject params = call.params().put("limit", call.number("--limit", 20));
        JsonObject result = call.ask("host.config.history", params);
        yield call.show(result, Tables.REVISIONS);
      }
      case "schema" -> {
        JsonObject result = call.ask("host.config.schema", new JsonObject());
        call.out().raw(result.has("schema") ? result.object("schema") : result);
        yield 0;
      }
      default -> get(call);
    };
  }

  private static long revision(Call call) {
    try {
      return Long.parseLong(call.argument(0));
    } catch (NumberFormatException e) {
      throw alpi.cli.term.Refusal.usage(
          "A revision is a number, not \"" + call.argument(0) + "\".", "See: alpi config history");
    }
  }

  private static JsonObject edit(Call call) {
    JsonObject params = call.params().put("key", call.argument(0));
    return call.has("--dry-run") ? params.put("dryRun", true) : params;
  }

  private static int get(Call call) throws IOException {
    JsonObject params = call.params();
    String key = call.argument(0);
    if (!key.isEmpty()) {
      params.put("key", key);
    }
    JsonObject result = call.ask("host.config.get", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonObject values = result.object("values");
    for (String name : values.keys()) {
      String shown = values.shown(name);
      boolean only = name.equals(key);
      call.out()
          .line(only ? shown : name + ": " + shown + "   # " + result.object("explain").text(name));
    }
    warn(call, result);
    return 0;
  }

  private static int change(Call call, String method, JsonObject params) throws IOException {
    JsonObject result = call.ask(method, params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray diff = result.array("diff");
    for (int i = 0; i < diff.size(); i++) {
      call.out().line(diff.text(i));
    }
    JsonArray conflicts = result.array("conflicts");
    for (int i = 0; i < conflicts.size(); i++) {
      call.out().tell("conflict: " + JsonWriter.text(conflicts.get(i)));
    }
    warn(call, result);
    if (diff.size() == 0) {
      call.out().tell("Nothing changes.");
    } else if (call.has("--dry-run")) {
      call.out().tell("Dry run: nothing was written.");
    }
    return 0;
  }

  private static void warn(Call call, JsonObject result) {
    JsonArray warnings = result.array("warnings");
    for (int i = 0; i < warnings.size(); i++) {
      call.out().tell("warning: " + warnings.text(i));
    }
  }
}
