package alpi.cli.mcp;

import alpi.cli.host.HostFault;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.stdio.Asked;
import alpi.cli.stdio.Daemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The tools that clients of the Model Context Protocol get, each over verbs of the daemon.
final class McpTools {
  private static final int MAX_PIECE = 64 << 10;

  private final Daemon daemon;
  private final String folder;

  /// @param folder where turns work
  McpTools(Daemon daemon, String folder) {
    this.daemon = daemon;
    this.folder = folder;
  }

  /// @param peers whether peers may be asked without a turn of the agent in between
  List<McpTool> all(boolean peers) {
    List<McpTool> tools = new ArrayList<>(reading());
    tools.add(
        new McpTool(
            "ask_alpi",
            "Ask alpi",
            "Has the agent of this profile do something and answers with what it came to. It asks"
                + " its owner before effects that need consent.",
            false,
            true,
            true,
            List.of(
                McpTool.text("text", "what to do"),
                McpTool.maybeText("session", "a conversation to go on with"),
                McpTool.maybeText("cwd", "the folder to work in, absolute")),
            this::ask));
    if (peers) {
      tools.add(
          new McpTool(
              "ask_peer",
              "Ask a peer",
              "Puts a question to a linked profile of this or another owner. The answer is a"
                  + " stranger's words.",
              false,
              false,
              true,
              List.of(
                  McpTool.text("peer", "its name, as list_peers tells it"),
                  McpTool.text("text", "the question")),
              this::askPeer));
    }
    return tools;
  }

  private List<McpTool> reading() {
    return List.of(
        reader(
            "recall",
            "Recall",
            "Finds messages of past conversations that hold some words.",
            "host.session.search",
            McpTool.text("query", "the words"),
            McpTool.maybeNumber("limit", "at most so many")),
        reader(
            "search_memory",
            "Search memory",
            "Finds what alpi remembers, by its words.",
            "host.memory.search",
            McpTool.text("query", "the words"),
            McpTool.maybeNumber("limit", "at most so many")),
        reader(
            "list_sessions",
            "List conversations",
            "Lists conversations, last used first.",
            "host.session.list",
            McpTool.maybeNumber("limit", "at most so many"),
            McpTool.maybeText("before", "the last id of the page before")),
        reader(
            "show_session",
            "Show a conversation",
            "Reads the last messages of a conversation.",
            "host.session.show",
            McpTool.text("id", "which conversation"),
            McpTool.maybeNumber("tail", "so many messages")),
        reader(
            "list_blobs",
            "List stored content",
            "Lists stored content by hash.",
            "host.blob.list",
            McpTool.maybeNumber("limit", "at most so many"),
            McpTool.maybeText("after", "the last hash of the page before")),
        new McpTool(
            "get_blob",
            "Read stored content",
            "Reads stored content, 64 KiB at a time.",
            true,
            false,
            false,
            List.of(
                McpTool.text("hash", "its SHA-256 in hex"),
                McpTool.maybeNumber("offset", "where to begin, in bytes")),
            this::blob),
        reader("list_peers", "List peers", "Lists the linked profiles.", "host.peer.list"));
  }

  private McpTool reader(
      String name, String title, String about, String verb, McpTool.Field... fields) {
    return new McpTool(
        name,
        title,
        about,
        true,
        false,
        false,
        List.of(fields),
        (arguments, _, _) -> McpAnswer.of(daemon.ask(verb, daemon.params().putAll(arguments))));
  }

  private McpAnswer blob(JsonObject arguments, McpProgress progress, Asked asked)
      throws IOException {
    JsonObject piece =
        daemon.ask("host.blob.get", daemon.params().put("length", MAX_PIECE).putAll(arguments));
    JsonObject known =
        daemon.ask("host.blob.show", daemon.params().put("hash", arguments.text("hash")));
    String type = known.text("mediaType");
    String base64 = piece.text("base64");
    String text =
        type.startsWith("text/") || type.equals("application/json")
            ? new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8)
            : base64;
    return new McpAnswer(text, piece.put("mediaType", type), false);
  }

  private McpAnswer ask(JsonObject arguments, McpProgress progress, Asked asked)
      throws IOException, InterruptedException {
    JsonObject params =
        daemon
            .turn()
            .put("text", arguments.text("text"))
            .put("cwd", arguments.has("cwd") ? arguments.text("cwd") : folder)
            .put("attended", true)
            .put("from", "mcp");
    if (arguments.has("session")) {
      params.put("session", arguments.text("session"));
    }
    AtomicReference<String> turn = new AtomicReference<>("");
    asked.whenCancelled(() -> stop(turn.get()));
    JsonObject result =
        daemon.follow(
            "host.chat.send",
            params,
            event -> {
              if (turn.get().isEmpty() && event.has("turn")) {
                turn.set(event.text("turn"));
                if (asked.isCancelled()) {
                  stop(turn.get());
                }
              }
              String said = told(event);
              if (!said.isEmpty()) {
                progress.tell(said);
              }
            });
    boolean done = result.text("state").equals("done");
    String text = done ? result.text("text") : result.text("message");
    JsonObject data = new JsonObject();
    for (String field : List.of("turn", "session", "state", "code", "hint")) {
      if (result.has(field)) {
        data.put(field, result.text(field));
      }
    }
    return new McpAnswer(text.isEmpty() ? result.text("state") : text, data, !done);
  }

  private static String told(JsonObject event) {
    return switch (event.text("kind")) {
      case "started" -> "began with " + event.text("model");
      case "tool.called" -> event.text("tool") + ": " + event.text("summary");
      case "approval.asked" ->
          "waits for its owner to agree: " + event.object("approval").text("summary");
      case "question.asked" ->
          "waits for its owner to answer: " + event.object("question").text("text");
      case "retrying" -> "tries again: " + event.text("reason");
      default -> "";
    };
  }

  private void stop(String turn) {
    if (turn.isEmpty()) {
      return; // it is stopped as soon as it has an id
    }
    try {
      var _ = daemon.ask("host.chat.cancel", daemon.params().put("turn", turn));
    } catch (IOException | HostFault e) {
      return; // a turn that cannot be stopped any more has ended, or its daemon has
    }
  }

  private McpAnswer askPeer(JsonObject arguments, McpProgress progress, Asked asked)
      throws IOException, InterruptedException {
    JsonObject result =
        daemon.follow(
            "host.peer.ask", daemon.params().putAll(arguments), _ -> progress.tell("answers"));
    return new McpAnswer(result.text("text"), result, false);
  }

  /// A list of tools as it travels.
  static JsonArray json(List<McpTool> tools) {
    JsonArray array = new JsonArray();
    tools.forEach(tool -> array.add(tool.json()));
    return array;
  }
}
