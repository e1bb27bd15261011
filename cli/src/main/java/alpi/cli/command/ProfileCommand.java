package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi profile`: separate homes for separate purposes.
public final class ProfileCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "profile",
        "Profiles: each has its own settings, sessions and journal.",
        Spec.leaf("list", "List profiles.").done(),
        Spec.leaf("create", "Make a profile.").argument("NAME", "its name").done(),
        Spec.leaf("remove", "Move a profile to the trash.")
            .argument("NAME", "its name")
            .flag("--yes", "do not ask")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject name = new JsonObject().put("name", call.argument(0));
    switch (call.verb()) {
      case "create" -> {
        JsonObject result = call.ask("host.profile.create", name);
        if (!call.gaveJson(result)) {
          call.out().line(result.text("path"));
          call.out().tell("Use it with: alpi -p " + result.text("name"));
        }
      }
      case "remove" -> {
        call.confirm("Move profile " + call.argument(0) + " to the trash?");
        JsonObject result = call.ask("host.profile.remove", name);
        if (!call.gaveJson(result)) {
          call.out().line(result.text("trash"));
        }
      }
      default -> {
        JsonObject result = call.ask("host.profile.list", new JsonObject());
        return call.show(result, Tables.PROFILES);
      }
    }
    return 0;
  }
}
