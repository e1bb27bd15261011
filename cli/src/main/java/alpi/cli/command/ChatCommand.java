package alpi.cli.command;

import alpi.cli.chat.HumanWatcher;
import alpi.cli.chat.JsonWatcher;
import alpi.cli.chat.PipedInput;
import alpi.cli.chat.Prompts;
import alpi.cli.chat.TurnRun;
import alpi.cli.chat.Watcher;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.talk.Conversation;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import alpi.cli.term.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi chat`: one turn with `--once`, else a conversation.
public final class ChatCommand implements Noun {
  /// Largest schema file read, in bytes.
  public static final int MAX_SCHEMA = 64 << 10;

  /// What a model needs from the environment of the caller: nothing else is passed on. The same
  /// list as the daemon's; a test compares them.
  static final String[] ENVIRONMENT = {
    "ALPI_MODEL",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "GEMINI_API_KEY",
    "GEMINI_BASE_URL",
    "GROQ_API_KEY",
    "GROQ_BASE_URL",
    "LLAMACPP_API_KEY",
    "LLAMACPP_BASE_URL",
    "LMSTUDIO_API_KEY",
    "LMSTUDIO_BASE_URL",
    "OLLAMA_API_KEY",
    "OLLAMA_BASE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENROUTER_API_KEY",
    "OPENROUTER_BASE_URL",
  };

  @Override
  public CommandSpec spec() {
    return Spec.leaf("chat", "Ask, and have it done. Without --once: a conversation.")
        .flag("--once", "one turn: the answer on standard output")
        .words("TEXT", "what to ask; - reads it from standard input")
        .flag("-c", "--continue", "go on with the latest session")
        .value("--session", "ID", "go on with this session")
        .values("--attach", "FILE", "attach a file; may be repeated")
        .value("--model", "NAME", "use this model for this turn")
        .flag("--no-tools", "answer without tools")
        .flag("--stdin", "wait for the end of standard input and attach it")
        .flag("--stream-json", "print one JSON line per event")
        .value("--timeout", "TIME", "give up after TIME, for example 90s or 5m")
        .value("--max-steps", "N", "call the model at most N times")
        .value("--max-usd", "USD", "spend at most USD")
        .flag("--ephemeral", "leave no session behind")
        .value("--output-schema", "FILE", "the answer must fit this JSON Schema")
        .value("--idempotency-key", "KEY", "the same key never starts a second turn")
        .value("--resume", "TURN", "follow or take up again an earlier turn")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    check(call);
    if (call.has("--resume")) {
      JsonObject params =
          call.params()
              .put("turn", call.text("--resume"))
              .put("requeue", true)
              .put("attended", Prompts.canAsk(call.out()))
              .put("environment", environment());
      return follow(call, "host.chat.resume", params);
    }
    Streams streams = call.out().streams();
    if (call.has("--once") || !streams.stdinTty() || !streams.stdoutTty()) {
      return once(call);
    }
    JsonObject params = params(call).put("text", call.argument(0));
    return Conversation.hold(call.home(), call.client(), call.out(), params);
  }

  /// What cannot be asked for together.
  private static void check(Call call) {
    if (call.isTyped(1)) {
      throw Refusal.usage(
          "Unexpected: \"" + call.argument(1) + "\".",
          "Put a text of several words in quotes: alpi chat --once \"two words\"");
    }
    if (call.has("--continue") && call.has("--session")) {
      throw Refusal.usage(
          "--continue and --session name two conversations.",
          "Take one of them: -c is the latest, --session ID any other.");
    }
    if (call.has("--ephemeral") && (call.has("--continue") || call.has("--session"))) {
      throw Refusal.usage(
          "--ephemeral leaves no session behind, so it goes on with none.",
          "Leave out --ephemeral, or --continue and --session.");
    }
    if (call.has("--resume") && !call.argument(0).isEmpty()) {
      throw Refusal.usage(
          "--resume takes an earlier turn up as it was asked; there is no new text for it.",
          "To go on with its conversation: alpi chat --session ID --once TEXT");
    }
  }

  private int once(Call call) throws IOException {
    String text = text(call);
    boolean typed = text.equals("-");
    boolean reads = typed || call.has("--stdin") || !call.out().streams().stdinTty();
    @Nullable PipedInput input = reads ? PipedInput.begin() : null;
    JsonObject params = params(call);
    call.client();
    if (input != null) {
      if (typed) {
        if (input.isSilent()) {
          call.out().tell("alpi: reading the prompt from standard input, to its end");
        }
        text = input.prompt();
      } else if (!call.has("--stdin") && input.isSilent()) {
        call.out()
            .tell(
                "alpi: standard input is an open pipe with nothing in it; started without it"
                    + " (--stdin waits for it)");
      } else {
        JsonObject attached = input.attachment(call.home());
        if (attached != null) {
          params.put("stdin", attached);
        }
      }
    }
    return follow(call, "host.chat.send", params.put("text", text));
  }

  /// What to ask; `-` when it comes through standard input.
  private static String text(Call call) {
    String text = call.argument(0);
    if (!text.isBlank()) {
      return text;
    }
    boolean terminal = call.out().streams().stdinTty();
    if (!terminal && !call.has("--stdin") && !call.isTyped(0)) {
      return "-";
    }
    throw Refusal.usage(
        call.has("--once") || !terminal
            ? "The prompt is empty."
            : "A conversation needs a terminal, and standard output is none.",
        "alpi chat --once \"Summarise README.md\"");
  }

  private static int follow(Call call, String method, JsonObject params) {
    HostClient client = call.client();
    Out out = call.out();
    boolean lines = call.has("--stream-json");
    Watcher watcher =
        lines || call.isJson()
            ? new JsonWatcher(out, lines)
            : new HumanWatcher(out, true, !params.has("outputSchema"));
    return new TurnRun(client, watcher, new Prompts(client, out), out, call.profile())
        .follow(method, params);
  }

  /// Everything about a turn but its text.
  private static JsonObject params(Call call) {
    JsonObject params = call.params().put("cwd", System.getProperty("user.dir", "/"));
    params.put("attended", Prompts.canAsk(call.out()));
    if (call.has("--session")) {
      params.put("session", call.text("--session"));
    } else if (call.has("--continue")) {
      params.put("continueLast", true);
    }
    if (call.has("--model")) {
      params.put("model", call.text("--model"));
    }
    if (call.has("--no-tools")) {
      params.put("noTools", true);
    }
    if (call.has("--ephemeral")) {
      params.put("ephemeral", true);
    }
    if (call.has("--idempotency-key")) {
      params.put("idempotencyKey", call.text("--idempotency-key"));
    }
    limits(call, params);
    if (call.has("--attach")) {
      params.put("attachments", attachments(call));
    }
    if (call.has("--output-schema")) {
      params.put("outputSchema", schema(Path.of(call.text("--output-schema"))));
    }
    return params.put("environment", environment());
  }

  private static void limits(Call call, JsonObject params) {
    if (call.has("--max-steps")) {
      params.put("maxSteps", positive("--max-steps", call.number("--max-steps", 0)));
    }
    if (call.has("--timeout")) {
      params.put("timeoutMillis", Durations.millis("--timeout", call.text("--timeout")));
    }
    if (call.has("--max-usd")) {
      params.put("maxUsd", Dollars.of("--max-usd", call.text("--max-usd")));
    }
  }

  /// The model variables that are set here, by name.
  static JsonObject environment() {
    JsonObject environment = new JsonObject();
    for (String name : ENVIRONMENT) {
      String value = System.getenv(name);
      if (value != null && !value.isEmpty()) {
        environment.put(name, value);
      }
    }
    return environment;
  }

  private static JsonArray attachments(Call call) {
    JsonArray files = new JsonArray();
    for (String name : call.texts("--attach")) {
      files.add(new JsonObject().put("path", attachable(name).toString()));
    }
    return files;
  }

  /// The absolute path of a file that can be attached.
  ///
  /// @throws Refusal when there is none, or it is a device, a pipe or a directory
  public static Path attachable(String name) {
    Path file = Path.of(name).toAbsolutePath().normalize();
    if (!Files.exists(file)) {
      throw Refusal.usage("There is no file " + name + ".", "");
    }
    if (!Files.isRegularFile(file)) {
      throw Refusal.usage(name + " is not a regular file.", "Pipe its content instead.");
    }
    if (!Files.isReadable(file)) {
      throw Refusal.usage("The file " + name + " cannot be read.", "");
    }
    return file;
  }

  private static JsonObject schema(Path file) {
    try {
      attachable(file.toString());
      if (Files.size(file) > MAX_SCHEMA) {
        throw Refusal.usage("The schema is larger than " + (MAX_SCHEMA >> 10) + " KiB.", "");
      }
      byte[] bytes = Files.readAllBytes(file);
      return JsonReader.readObject(bytes, 0, bytes.length);
    } catch (JsonFault e) {
      throw Refusal.usage(file + " is not a JSON object: " + e.getMessage() + ".", "");
    } catch (IOException e) {
      throw Refusal.usage(file + " cannot be read: " + e.getMessage() + ".", "");
    }
  }

  private static long positive(String option, long value) {
    if (value > 0) {
      return value;
    }
    throw Refusal.usage(option + " takes a number above zero.", "");
  }
}
