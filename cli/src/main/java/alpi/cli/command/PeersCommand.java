package alpi.cli.command;

import alpi.cli.host.HostClient;
import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi peers`: other profiles and daemons that this one talks to.
public final class PeersCommand implements Noun {
  private static final String NAME = "the name it is known by here";

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "peers",
        "Other profiles and daemons: key, list, show, add, allow, rename, ping, ask, pending,"
            + " accept, discard, remove.",
        Spec.leaf("key", "Print this profile's own key, to be pinned by others.").done(),
        Spec.leaf("list", "List the peers whose keys are pinned.").done(),
        Spec.leaf("show", "Print what is known of a peer.").argument("NAME", NAME).done(),
        described(
                Spec.leaf("add", "Pin a key: whoever holds it may call this profile.")
                    .argument("NAME", "a name for it")
                    .argument("KEY", "what \"alpi peers key\" prints there"))
            .done(),
        described(
                Spec.leaf("allow", "Change what a peer may call, and where and how often.")
                    .argument("NAME", NAME)
                    .optional("METHODS", "such as link.ping,link.ask,link.cancel"))
            .flag("--nothing", "it may call nothing")
            .done(),
        Spec.leaf("rename", "Give a peer another name.")
            .argument("NAME", NAME)
            .argument("NEW", "the new name")
            .done(),
        Spec.leaf("ping", "Ask whether a peer is there.").argument("NAME", NAME).done(),
        Spec.leaf("ask", "Put a question to a peer and print its answer as it comes.")
            .argument("NAME", NAME)
            .argument("TEXT", "the question, or - for standard input")
            .done(),
        Spec.leaf("pending", "List strangers who knocked.").done(),
        described(
                Spec.leaf("accept", "Pin the key of a stranger who knocked.")
                    .argument("KEY", "its key, or the beginning of it")
                    .argument("NAME", "a name for it"))
            .done(),
        Spec.leaf("discard", "Forget a stranger who knocked.")
            .argument("KEY", "its key, or the beginning of it")
            .done(),
        Spec.leaf("remove", "Unpin a key: whoever holds it is a stranger again.")
            .argument("NAME", NAME)
            .flag("--yes", "do not ask")
            .done());
  }

  private static Spec described(Spec spec) {
    return spec.value("--address", "HOST:PORT", "where it listens (a profile of this daemon)")
        .value("--alias", "TEXT", "what people are shown")
        .value("--allow", "METHODS", "what it may call (link.ping,link.ask)")
        .value("--per-minute", "N", "calls a minute that are answered (60)");
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject one = call.params().put("peer", call.argument(0));
    return switch (call.verb()) {
      case "key" -> key(call);
      case "show" -> shown(call, "host.peer.show", one);
      case "add" -> shown(call, "host.peer.add", described(call, one.put("key", call.argument(1))));
      case "accept" -> {
        JsonObject params = call.params().put("peer", call.argument(1));
        yield shown(call, "host.peer.accept", described(call, params.put("key", call.argument(0))));
      }
      case "allow" -> shown(call, "host.peer.allow", allow(call, one));
      case "rename" -> shown(call, "host.peer.rename", one.put("name", call.argument(1)));
      case "ping" -> ping(call, one);
      case "ask" -> ask(call, one);
      case "pending" -> call.show(call.ask("host.peer.pending", call.params()), Tables.PENDING);
      case "discard" ->
          call.done("host.peer.discard", call.params().put("key", call.argument(0)), "Forgotten.");
      case "remove" -> {
        call.confirm("Unpin the key of " + call.argument(0) + "?");
        yield call.done("host.peer.remove", one, "Removed. It is a stranger now.");
      }
      default -> list(call);
    };
  }

  private static int list(Call call) throws IOException {
    JsonObject result = call.ask("host.peer.list", call.params());
    JsonArray complaints = result.array("complaints");
    for (int i = 0; i < complaints.size(); i++) {
      call.out().tell("peers.yaml: " + complaints.text(i));
    }
    return call.show(result, Tables.PEERS);
  }

  private static int key(Call call) throws IOException {
    JsonObject result = call.ask("host.peer.key", call.params());
    if (!call.gaveJson(result)) {
      call.out().line(result.text("key"));
    }
    return 0;
  }

  private static JsonObject described(Call call, JsonObject params) {
    for (String option : new String[] {"address", "alias"}) {
      if (call.has("--" + option)) {
        params.put(option, call.text("--" + option));
      }
    }
    if (call.has("--per-minute")) {
      params.put("perMinute", call.positive("--per-minute", 60));
    }
    if (call.has("--allow")) {
      params.put("allow", methods(call.text("--allow")));
    }
    return params;
  }

  private static JsonObject allow(Call call, JsonObject params) {
    JsonObject described = described(call, params);
    if (call.isTyped(1)) {
      described.put("allow", methods(call.argument(1)));
    }
    if (call.has("--nothing")) {
      described.put("nothing", true);
    }
    if (described.keys().size() <= 2) {
      throw Refusal.usage(
          "\"alpi peers allow\" needs something to change.",
          "For example: alpi peers allow " + call.argument(0) + " link.ping,link.ask,link.cancel");
    }
    return described;
  }

  private static JsonArray methods(String typed) {
    JsonArray methods = new JsonArray();
    for (String method : typed.split(",", -1)) {
      if (!method.isBlank()) {
        methods.add(method.strip());
      }
    }
    return methods;
  }

  private static int shown(Call call, String verb, JsonObject params) throws IOException {
    JsonObject result = call.ask(verb, params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonObject peer = result.object("peer");
    if (result.has("conversation")) {
      peer.put("conversation", result.text("conversation"));
    }
    Listing.object(call.out(), peer);
    return 0;
  }

  private static int ping(Call call, JsonObject params) throws IOException {
    JsonObject result = call.ask("host.peer.ping", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    call.out()
        .line(
            result.text("peer")
                + " answers as \""
                + result.text("agent")
                + "\" ("
                + Listing.span(result.number("millis"))
                + ")");
    return 0;
  }

  private static int ask(Call call, JsonObject params) throws IOException {
    String typed = call.argument(1);
    params.put(
        "text",
        typed.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : typed);
    HostClient client = call.client();
    long id = client.send("host.peer.ask", params);
    StringBuilder said = new StringBuilder();
    while (true) {
      JsonObject message = client.next();
      if (message == null) {
        throw new IOException("the daemon closed the connection");
      }
      JsonObject told = message.object("params");
      if (message.has("method") && told.number("id") == id) {
        hear(call, told.object("event"), said);
      } else if (message.number("id") == id) {
        if (message.has("error")) {
          finishLine(call, said);
          throw HostFault.of(message.object("error")).refusal();
        }
        return answered(call, message.object("result"), said);
      }
    }
  }

  private static void hear(Call call, JsonObject event, StringBuilder said) {
    if (call.isJson()) {
      return;
    }
    String text = event.text("text");
    said.append(text);
    call.out().print(text);
    call.out().flush();
  }

  private static void finishLine(Call call, StringBuilder said) {
    if (!said.isEmpty() && said.charAt(said.length() - 1) != '\n') {
      call.out().line("");
    }
  }

  /// What was said along the way is not said again; a peer that gives its whole answer at the end
  /// is shown then.
  private static int answered(Call call, JsonObject result, StringBuilder said) {
    boolean interrupted = result.flag("interrupted");
    if (call.gaveJson(result)) {
      return interrupted ? 1 : 0;
    }
    String text = result.text("text");
    if (said.isEmpty()) {
      call.out().print(text);
      said.append(text);
    } else if (!said.toString().strip().endsWith(text.strip())) {
      finishLine(call, said);
      call.out().print(text);
      said.append(text);
    }
    finishLine(call, said);
    if (interrupted) {
      call.out().tell("The peer's turn was ended before it was done.");
    }
    return interrupted ? 1 : 0;
  }
}
