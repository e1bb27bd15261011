package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi secret`: API keys and what tools need. A value comes from standard input or a hidden
/// prompt, never from the command line, where every process of the machine could read it.
public final class SecretCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "secret",
        "API keys and other secrets: set, list names, rotate, remove.",
        Spec.leaf("set", "Store a value typed hidden, or piped in.")
            .argument("NAME", "for example OPENAI_API_KEY")
            .values("--host", "HOST", "tools may send it there, as secret:NAME; may be repeated")
            .value("--keep", "WHERE", "file or keyring (the keyring where there is one)")
            .done(),
        Spec.leaf("list", "List names, never values.").done(),
        Spec.leaf("rotate", "Replace the value; the old one stays out of logs and answers.")
            .argument("NAME", "its name")
            .done(),
        Spec.leaf("rm", "Remove a secret.").argument("NAME", "its name").done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject named = call.params().put("name", call.argument(0));
    return switch (call.verb()) {
      case "set" -> stored(call, "host.secret.set", settled(call, named));
      case "rotate" -> stored(call, "host.secret.rotate", named);
      case "rm" -> call.done("host.secret.remove", named, "Removed.");
      default -> call.show(call.ask("host.secret.list", call.params()), Tables.SECRETS);
    };
  }

  private static JsonObject settled(Call call, JsonObject params) {
    if (call.has("--keep")) {
      params.put("keep", call.text("--keep"));
    }
    if (call.has("--host")) {
      JsonArray hosts = new JsonArray();
      call.texts("--host").forEach(hosts::add);
      params.put("hosts", hosts);
    }
    return params;
  }

  private static int stored(Call call, String verb, JsonObject params) throws IOException {
    params.put("value", value(call, call.argument(0)));
    JsonObject result = call.ask(verb, params);
    if (!call.gaveJson(result)) {
      String where = result.text("keep").equals("keyring") ? "the keyring" : "the .env file";
      call.out().tell("Stored in " + where + ".");
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
