package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi secret`: API keys. A value comes from standard input or a hidden prompt, never from the
/// command line, where every process of the machine could read it.
public final class SecretCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "secret",
        "API keys: set, list names, remove.",
        Spec.leaf("set", "Store a value typed hidden, or piped in.")
            .argument("NAME", "for example OPENAI_API_KEY")
            .done(),
        Spec.leaf("list", "List names, never values.").done(),
        Spec.leaf("rm", "Remove a secret.").argument("NAME", "its name").done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    switch (call.verb()) {
      case "set" -> {
        String name = call.argument(0);
        JsonObject params = call.params().put("name", name);
        call.done("host.secret.set", params.put("value", value(call, name)), "Stored.");
      }
      case "rm" ->
          call.done("host.secret.remove", call.params().put("name", call.argument(0)), "Removed.");
      default -> {
        JsonObject result = call.ask("host.secret.list", call.params());
        if (call.isJson()) {
          call.out().json(result);
          return 0;
        }
        JsonArray names = result.array("names");
        for (int i = 0; i < names.size(); i++) {
          call.out().line(names.text(i));
        }
      }
    }
    return 0;
  }

  /// The secret, from a hidden prompt when standard input is a terminal.
  static String value(Call call, String name) {
    String value =
        call.out().streams().stdinTty() ? TypedLine.hidden(name + ": ") : new TypedLine().read();
    if (value.isBlank()) {
      throw Refusal.usage("The value is empty.", "Pipe it in, or type it at the prompt.");
    }
    return value.strip();
  }
}
