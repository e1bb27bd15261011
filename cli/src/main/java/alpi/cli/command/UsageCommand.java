package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi usage`: tokens and money by day.
public final class UsageCommand implements Noun {
  private static final int DAYS = 14;

  @Override
  public CommandSpec spec() {
    return Spec.leaf("usage", "Tokens and money by day.")
        .value("--days", "N", "how many days")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject result =
        call.ask("host.usage.daily", call.params().put("days", call.number("--days", DAYS)));
    int exit = call.show(result, Tables.USAGE);
    if (!call.isJson() && result.has("capUsd")) {
      call.out().tell("Daily cap: " + result.shown("capUsd") + " USD");
    }
    return exit;
  }
}
