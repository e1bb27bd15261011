package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import alpi.cli.term.Tint;
import alpi.cli.term.When;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi sessions`: conversations on this machine.
public final class SessionsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "sessions",
        "Conversations: list, read, search, rename, fork, export, delete.",
        Dates.options(Spec.leaf("list", "List sessions, the latest first."))
            .value("-n", "--limit", "N", "at most N")
            .value("--before", "ID", "those older than this one")
            .done(),
        Spec.leaf("show", "Print a session.")
            .argument("ID", "the session")
            .value("--tail", "N", "only the last N messages")
            .value("--turn", "TURN", "only this turn and those around it")
            .value("--around", "N", "with --turn: N turns on either side; 2 if not given")
            .done(),
        Spec.leaf("search", "Find words in all sessions.")
            .argument("QUERY", "the words")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("rename", "Give a session a title.")
            .argument("ID", "the session")
            .argument("TITLE", "the title")
            .done(),
        Spec.leaf("delete", "Delete a session for good.")
            .argument("ID", "the session")
            .flag("--yes", "do not ask")
            .done(),
        Spec.leaf("fork", "Copy a session, to go on differently.")
            .argument("ID", "the session")
            .value("--at", "TURN", "up to and including this turn")
            .done(),
        Spec.leaf("export", "Print a session as a document.")
            .argument("ID", "the session")
            .value("--format", "FORMAT", "markdown (default) or json")
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
      case "search" -> search(call);
      case "rename" -> {
        JsonObject params = call.params().put("id", call.argument(0));
        call.done("host.session.rename", params.put("title", call.argument(1)), "Renamed.");
        yield 0;
      }
      case "delete" -> {
        call.confirm("Delete session " + call.argument(0) + " for good?");
        JsonObject params = call.params().put("id", call.argument(0));
        call.done("host.session.delete", params, "Deleted.");
        yield 0;
      }
      case "fork" -> fork(call);
      case "export" -> export(call);
      default -> list(call);
    };
  }

  private static int list(Call call) throws IOException {
    JsonObject params = call.params().put("limit", call.number("--limit", 20));
    if (call.has("--before")) {
      params.put("before", call.text("--before"));
    }
    JsonObject result = call.ask("host.session.list", Dates.put(call, params));
    return call.show(result, Tables.SESSIONS);
  }

  private static int turn(Call call) throws IOException {
    String pointer = "session:" + call.argument(0) + "#" + call.text("--turn");
    JsonObject params = call.params().put("pointer", pointer);
    JsonObject window =
        call.ask("host.recall.around", params.put("turns", call.number("--around", 2)));
    if (!call.gaveJson(window)) {
      RecallCommand.window(call.out(), window);
    }
    return 0;
  }

  private static int show(Call call) throws IOException {
    if (call.has("--turn")) {
      return turn(call);
    }
    JsonObject params = call.params().put("id", call.argument(0));
    if (call.has("--tail")) {
      params.put("tail", call.number("--tail", 0));
    }
    JsonObject result = call.ask("host.session.show", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    Listing.object(out, result.object("session"));
    JsonArray messages = result.array("messages");
    for (int i = 0; i < messages.size(); i++) {
      if (isForPeople(messages.object(i))) {
        message(out, messages.object(i));
      }
    }
    return 0;
  }

  /// What was put before the model besides (the date, summaries) is no part of what was said; `alpi
  /// context show` and `--json` tell it.
  private static boolean isForPeople(JsonObject message) {
    return !message.text("role").equals("note")
        || message.text("kind").equals("failed")
        || message.text("kind").equals("interrupted");
  }

  /// One message: who and when, what was said, and which tools were called.
  private static void message(Out out, JsonObject message) {
    JsonObject result = message.object("result");
    String role = message.text("role");
    String who = role.equals("tool") ? result.text("tool") : role;
    String state = message.has("result") && !result.flag("ok") ? ", failed" : "";
    out.line("");
    Tint tint = out.tint();
    out.painted(
        tint.bold(Plain.line(who) + state)
            + tint.dim("  " + Plain.line(When.shown(message.text("at")))));
    if (!message.text("text").isBlank()) {
      out.line(message.text("text").stripTrailing());
    }
    JsonArray calls = message.object("said").array("calls");
    for (int i = 0; i < calls.size(); i++) {
      out.line("calls " + calls.object(i).text("tool") + " " + calls.object(i).text("arguments"));
    }
    JsonArray files = message.array("attachments");
    for (int i = 0; i < files.size(); i++) {
      JsonObject file = files.object(i);
      out.line("with " + file.text("name") + ", " + Listing.size(file.number("bytes")));
    }
  }

  private static int search(Call call) throws IOException {
    if (call.argument(0).isBlank()) {
      throw Refusal.usage("There are no words to search for.", "alpi sessions search invoice");
    }
    JsonObject params = call.params().put("query", call.argument(0));
    JsonObject result =
        call.ask("host.session.search", params.put("limit", call.number("--limit", 20)));
    return call.show(result, Tables.HITS);
  }

  private static int fork(Call call) throws IOException {
    JsonObject params = call.params().put("id", call.argument(0));
    if (call.has("--at")) {
      params.put("atTurn", call.text("--at"));
    }
    JsonObject result = call.ask("host.session.fork", params);
    if (!call.gaveJson(result)) {
      call.out().line(result.text("id"));
    }
    return 0;
  }

  private static int export(Call call) throws IOException {
    String format = call.has("--format") ? call.text("--format") : "markdown";
    JsonObject params = call.params().put("id", call.argument(0)).put("format", format);
    String next = "";
    do {
      JsonObject piece = call.ask("host.session.export", params);
      if (!call.gaveJson(piece)) {
        call.out().print(piece.text("text"));
      }
      next = piece.text("next");
      params.put("from", next);
    } while (!next.isEmpty());
    return 0;
  }
}
