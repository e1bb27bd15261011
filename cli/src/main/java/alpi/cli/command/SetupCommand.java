package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi setup`: finds what can answer here, asks for what is missing, writes it, tests it.
public final class SetupCommand implements Noun {
  private static final String[] CLOUDS = {"openai", "anthropic", "gemini", "openrouter", "groq"};

  @Override
  public CommandSpec spec() {
    return Spec.leaf("setup", "Choose a model and store its key; asks for what is not given.")
        .value(
            "--provider", "NAME", "openai, anthropic, gemini, openrouter, groq, ollama, or yours")
        .value("--model", "NAME", "the model's name, with or without the provider")
        .value("--base-url", "URL", "where the provider answers, if not at its usual place")
        .flag("--key-stdin", "read the API key from standard input")
        .flag("--no-test", "do not ask the model a word at the end")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    if (call.has("--provider") || call.has("--model")) {
      return apply(call, call.text("--provider"), call.text("--model"), key(call));
    }
    if (!call.out().streams().stdinTty() || !call.out().streams().stderrTty()) {
      throw Refusal.usage(
          "Setup asks questions, and there is no terminal to ask on.",
          "alpi setup --provider openai --model gpt-5-mini --key-stdin < keyfile");
    }
    return guided(call);
  }

  private static String key(Call call) {
    return call.has("--key-stdin") ? SecretCommand.value(call, "The API key") : "";
  }

  private int guided(Call call) throws IOException {
    Out out = call.out();
    List<String> local = local(call);
    for (int i = 0; i < local.size(); i++) {
      out.tell("  " + (i + 1) + ") " + local.get(i) + " (on this machine)");
    }
    for (int i = 0; i < CLOUDS.length; i++) {
      out.tell("  " + (local.size() + i + 1) + ") " + CLOUDS[i] + " (needs a key)");
    }
    int choice = choose(out, local.size() + CLOUDS.length);
    if (choice < local.size()) {
      return apply(call, "", local.get(choice), "");
    }
    String provider = CLOUDS[choice - local.size()];
    String model = asked(out, "Model of " + provider + " (empty: its usual one): ");
    String key = TypedLine.hidden("API key of " + provider + " (empty: keep the stored one): ");
    return apply(call, provider, model, key.strip());
  }

  private static List<String> local(Call call) throws IOException {
    JsonArray models =
        call.ask("host.model.list", call.params().put("environment", ChatCommand.environment()))
            .array("models");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      JsonObject model = models.object(i);
      if (model.flag("local") && model.flag("available")) {
        names.add(model.text("name"));
      }
    }
    return names;
  }

  private static int choose(Out out, int count) {
    while (true) {
      String typed = asked(out, "Which one shall answer? [1-" + count + "] ");
      if (typed.isEmpty()) {
        throw new Refusal(1, "cancelled", "Nothing was changed.", "");
      }
      for (int i = 0; i < count; i++) {
        if (typed.equals(Integer.toString(i + 1))) {
          return i;
        }
      }
    }
  }

  private static String asked(Out out, String question) {
    try {
      out.stderr().print(question);
      out.stderr().flush();
    } catch (IOException e) {
      throw Refusal.local("Standard error is closed, so nothing can be asked.", "");
    }
    return new TypedLine().read().strip();
  }

  private static int apply(Call call, String provider, String model, String key)
      throws IOException {
    String owner = provider.isEmpty() && model.contains("/") ? before(model) : provider;
    if (owner.isEmpty()) {
      throw Refusal.usage("The provider is missing.", "Add --provider NAME.");
    }
    if (call.has("--base-url")) {
      set(call, "providers." + owner + ".base_url", call.text("--base-url"));
    }
    refuseUnknown(call, owner);
    String variable = owner.toUpperCase(Locale.ROOT).replace('-', '_') + "_API_KEY";
    if (!key.isEmpty()) {
      call.ask("host.secret.set", call.params().put("name", variable).put("value", key));
      call.out().tell("Stored the key as " + variable + ".");
    }
    if (call.has("--base-url") && !key.isEmpty()) {
      set(call, "providers." + owner + ".key", variable);
    }
    String full = named(call, owner, model);
    if (!full.isEmpty()) {
      set(call, "model", full);
    }
    return call.has("--no-test") ? 0 : ModelCommand.probe(call, full);
  }

  /// Asks before anything is stored: a key of nobody would stay behind.
  private static void refuseUnknown(Call call, String provider) throws IOException {
    JsonObject params = call.params().put("key", "model").put("value", provider);
    call.ask("host.config.set", params.put("dryRun", true));
  }

  /// The model with its provider in front; the provider's first one when none was named.
  private static String named(Call call, String provider, String model) throws IOException {
    if (!model.isEmpty()) {
      return model.startsWith(provider + "/") ? model : provider + "/" + model;
    }
    JsonObject result =
        call.ask("host.model.list", call.params().put("environment", ChatCommand.environment()));
    JsonArray models = result.array("models");
    for (int i = 0; i < models.size(); i++) {
      if (models.object(i).text("provider").equals(provider)) {
        return models.object(i).text("name");
      }
    }
    String why = "";
    JsonArray silent = result.array("unlisted");
    for (int i = 0; i < silent.size(); i++) {
      if (silent.object(i).text("provider").equals(provider)) {
        why = " It names none: " + silent.object(i).text("why") + ".";
      }
    }
    String local = local(provider);
    throw Refusal.usage(
        "Which model of " + provider + "?" + why, local.isEmpty() ? "Add --model NAME." : local);
  }

  /// What to do when a server on this machine does not answer; empty for other providers.
  private static String local(String provider) {
    return switch (provider) {
      case "ollama" ->
          "Start it (ollama serve) and pull a model (ollama pull qwen3), then try again.";
      case "lmstudio" -> "Load a model in LM Studio and start its local server, then try again.";
      case "llamacpp" -> "Start it (llama-server -m MODEL.gguf), then try again.";
      default -> "";
    };
  }

  private static void set(Call call, String key, String value) throws IOException {
    call.ask("host.config.set", call.params().put("key", key).put("value", value));
    call.out().tell("Set " + key + " to " + value + ".");
  }

  private static String before(String model) {
    return model.substring(0, model.indexOf('/'));
  }
}
