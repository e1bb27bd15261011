package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi index`: search indexes, which may be deleted and made again at any time.
public final class IndexCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "index",
        "The search indexes: what they hold; make them again.",
        Spec.leaf("status", "List the indexes and what they hold.").done(),
        Spec.leaf("rebuild", "Throw indexes away and fill them again; nothing is lost.")
            .values(
                "--scope", "SCOPE", "sessions, memory, files, blobs or outputs; all if not given")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "status";
  }

  @Override
  public int run(Call call) throws IOException {
    if (!call.verb().equals("rebuild")) {
      return shown(call, call.ask("host.index.status", call.params()));
    }
    JsonObject params = call.params();
    if (call.has("--scope")) {
      JsonArray scopes = new JsonArray();
      call.texts("--scope").forEach(scopes::add);
      params.put("scopes", scopes);
    }
    return shown(call, call.ask("host.index.rebuild", params));
  }

  private static int shown(Call call, JsonObject status) throws IOException {
    int exit = call.show(status, Tables.INDEXES);
    if (!call.isJson() && !status.text("fault").isEmpty()) {
      call.out().tell("alpi: only words are looked for at present. " + status.text("fault"));
    }
    return exit;
  }
}
