package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Table;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi models`: which models can be used, and why others cannot.
public final class ModelsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf("models", "List the models that can be used, and what others lack.")
        .flag("--all", "also those that cannot be used now")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject result =
        call.ask("host.model.list", call.params().put("environment", ChatCommand.environment()));
    if (call.gaveJson(result)) {
      return 0;
    }
    Table table = new Table("", "NAME", "PROVIDER", "WHERE", "NOTE");
    JsonArray models = result.array("models");
    for (int i = 0; i < models.size(); i++) {
      JsonObject model = models.object(i);
      boolean current = model.text("name").equals(result.text("current"));
      if (current || model.flag("available") || call.has("--all")) {
        table.row(
            current ? "*" : "",
            model.text("name"),
            model.text("provider"),
            model.flag("local") ? "here" : "remote",
            model.text("why"));
      }
    }
    table.print(call.out(), "No models. Run: alpi setup");
    JsonArray unlisted = result.array("unlisted");
    for (int i = 0; i < unlisted.size(); i++) {
      JsonObject silent = unlisted.object(i);
      call.out()
          .tell(
              "Models of %s cannot be listed: %s."
                  .formatted(silent.text("provider"), silent.text("why")));
    }
    return 0;
  }
}
