package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi halt`: the stop of everything.
public final class HaltCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "halt",
            "Stop all work at once, commands included, in every profile or with -p in one;"
                + " nothing starts until \"alpi resume\", over restarts too.")
        .value("--reason", "TEXT", "why, for the record")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject params = call.namedProfile();
    if (call.has("--reason")) {
      params.put("reason", call.text("--reason"));
    }
    JsonObject result = call.ask("host.work.halt", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray profiles = result.array("profiles");
    for (int i = 0; i < profiles.size(); i++) {
      JsonObject profile = profiles.object(i);
      long stopped = profile.number("stopped");
      String what = stopped == 0 ? "nothing ran" : Listing.count(stopped, "job") + " stopped";
      call.out().line("Halted " + profile.text("name") + ": " + what + ".");
    }
    call.out().tell("\"alpi resume\" lets work go on.");
    return 0;
  }
}
