package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi resume`: the end of a halt.
public final class ResumeCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "resume", "Let work go on after \"alpi halt\", in every profile or with -p in one.")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject result = call.ask("host.work.resume", call.namedProfile());
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray profiles = result.array("profiles");
    for (int i = 0; i < profiles.size(); i++) {
      call.out().line("Resumed " + profiles.text(i) + ".");
    }
    if (profiles.size() == 0) {
      call.out().tell("Nothing was halted.");
    }
    return 0;
  }
}
