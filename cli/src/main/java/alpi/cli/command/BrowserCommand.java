package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi browser`: whether a browser works here, and what it still needs.
public final class BrowserCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "browser",
        "The browser of the agent: doctor, install.",
        Spec.leaf("doctor", "Start it and say whether it works; exit 1 when it does not.")
            .value(
                "--engine",
                "ENGINE",
                "playwright, cdp or obscura, instead of the one in the settings")
            .done(),
        Spec.leaf("install", "Put in place what alpi brings, and say what the machine lacks.")
            .value(
                "--engine",
                "ENGINE",
                "playwright, cdp or obscura, instead of the one in the settings")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "doctor";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject params = call.params();
    if (call.has("--engine")) {
      params.put("engine", call.text("--engine"));
    }
    String verb = call.verb().equals("install") ? "install" : "doctor";
    JsonObject result = call.ask("host.browser." + verb, params);
    if (!call.gaveJson(result)) {
      JsonArray checks = result.array("checks");
      for (int i = 0; i < checks.size(); i++) {
        print(call, checks.object(i));
      }
    }
    return result.flag("ok") ? 0 : 1;
  }

  private static void print(Call call, JsonObject check) {
    String status = check.text("status").toUpperCase(Locale.ROOT);
    String gap = " ".repeat(Math.max(1, 6 - status.length()));
    call.out().line(status + gap + check.text("name") + ": " + check.text("detail"));
    if (check.has("fix")) {
      call.out().line("        " + check.text("fix"));
    }
  }
}
