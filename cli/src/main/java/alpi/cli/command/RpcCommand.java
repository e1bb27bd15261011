package alpi.cli.command;

import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonFault;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi rpc`: the host plane as it is, for scripts. What is called answers with one JSON object a
/// line on standard output, whether or not `--json` was given.
public final class RpcCommand implements Noun {
  /// Longest params read from standard input: one message of the plane.
  private static final int MAX_PARAMS = 4 << 20;

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "rpc",
        "Call the daemon as apps do.",
        Spec.leaf("list", "What can be called.")
            .optional("PREFIX", "only names that begin so")
            .done(),
        Spec.leaf("show", "One verb: what it takes and gives, as JSON Schema.")
            .oneOf("VERB", "its name", HostVerbNames.all())
            .done(),
        Spec.leaf("call", "Calls a verb and prints its result as JSON.")
            .oneOf("VERB", "its name", HostVerbNames.all())
            .optional("JSON", "its params; - reads them from standard input")
            .done(),
        Spec.leaf("watch", "Calls a verb that streams and prints each event as a line of JSON.")
            .oneOf("VERB", "its name", HostVerbNames.streaming())
            .optional("JSON", "its params; - reads them from standard input")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "show" -> show(call);
      case "call" -> {
        print(call, call.ask(call.argument(0), params(call)));
        yield 0;
      }
      case "watch" -> watch(call);
      default -> list(call);
    };
  }

  private static int list(Call call) throws IOException {
    JsonObject params = new JsonObject();
    if (call.isTyped(0)) {
      params.put("prefix", call.argument(0));
    }
    JsonObject result = call.ask("host.rpc.list", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray verbs = result.array("verbs");
    for (int i = 0; i < verbs.size(); i++) {
      JsonObject verb = verbs.object(i);
      String marks = (verb.flag("mutating") ? "m" : "-") + (verb.flag("streaming") ? "s" : "-");
      call.out().line(marks + "  " + verb.text("verb") + "  " + verb.text("about"));
    }
    if (verbs.size() == 0) {
      call.out().tell("No verb begins with \"" + call.argument(0) + "\".");
    }
    return 0;
  }

  private static int show(Call call) throws IOException {
    JsonObject result = call.ask("host.rpc.show", new JsonObject().put("verb", call.argument(0)));
    print(call, result);
    return 0;
  }

  /// Just what the daemon said, unless the form of all commands was asked for.
  private static void print(Call call, JsonObject value) {
    if (!call.gaveJson(value)) {
      call.out().raw(value);
    }
  }

  /// Until the daemon answers, or whoever reads standard output leaves.
  private static int watch(Call call) throws IOException {
    HostClient client = call.client();
    long id = client.send(call.argument(0), params(call));
    while (true) {
      if (!client.isReady()) {
        call.out().flush();
      }
      JsonObject message = client.next();
      if (message == null) {
        throw new IOException("closed");
      }
      JsonObject told = message.object("params");
      if (message.has("method") && told.number("id") == id) {
        print(
            call,
            new JsonObject().put("seq", told.number("seq")).put("event", told.object("event")));
      } else if (message.number("id") == id && message.has("error")) {
        throw HostFault.of(message.object("error")).refusal();
      } else if (message.number("id") == id) {
        print(call, new JsonObject().put("result", message.object("result")));
        return 0;
      }
    }
  }

  /// What was typed, with the profile if one was typed as well.
  private static JsonObject params(Call call) throws IOException {
    String text = call.isTyped(1) ? call.argument(1) : "{}";
    byte[] bytes =
        text.equals("-")
            ? System.in.readNBytes(MAX_PARAMS + 1)
            : text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PARAMS) {
      throw Refusal.usage("Params have at most " + MAX_PARAMS + " bytes.", "");
    }
    try {
      return call.namedProfile().putAll(JsonReader.readObject(bytes, 0, bytes.length));
    } catch (JsonFault e) {
      throw Refusal.usage(
          "The params are not a JSON object: " + e.getMessage() + ".",
          "Like this: alpi rpc call host.job.list '{\"limit\":5}'");
    }
  }
}
