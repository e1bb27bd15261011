package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi model`: which model answers.
public final class ModelCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "model",
        "Choose and test the model.",
        Spec.leaf("use", "Let this model answer from now on.")
            .argument("NAME", "provider/model, as in: alpi models")
            .done(),
        Spec.leaf("test", "Ask the model one word.")
            .optional("NAME", "another than the current one")
            .done());
  }

  @Override
  public int run(Call call) throws IOException {
    if (call.verb().equals("use")) {
      JsonObject params = call.params().put("key", "model").put("value", call.argument(0));
      return call.done("host.config.set", params, "Now using " + call.argument(0) + ".");
    }
    return probe(call, call.argument(0));
  }

  /// Asks the model and says how long it took or what is wrong.
  static int probe(Call call, String model) throws IOException {
    JsonObject params = call.params().put("environment", ChatCommand.environment());
    if (!model.isEmpty()) {
      params.put("model", model);
    }
    JsonObject result = call.ask("host.model.probe", params);
    if (call.isJson()) {
      call.out().json(result);
    } else if (result.flag("ok")) {
      call.out().line(result.text("model") + " answers (" + result.number("millis") + " ms).");
    } else {
      call.out().tell("alpi: " + result.text("message"));
      if (result.has("hint")) {
        call.out().tell("  " + result.text("hint"));
      }
    }
    return result.flag("ok") ? 0 : alpi.cli.term.Exits.of(result.text("code"));
  }
}
