package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import alpi.cli.term.When;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi memory`: what the agent keeps over conversations.
public final class MemoryCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "memory",
        "What the agent keeps over conversations: show, add, edit, forget, search, audit, review,"
            + " export, import.",
        Spec.leaf("show", "List memories, the newest first, or tell all about one.")
            .optional("ID", "the memory (all)")
            .value("--lane", "LANE", "profile, semantic, procedural, episodic or short_term")
            .value("--state", "STATE", "live (default), held or superseded")
            .value("--before", "ID", "those older than this one")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("add", "Keep a fact.")
            .argument("TEXT", "the fact, in words that stand alone")
            .value("--lane", "LANE", "what kind of thing it is (semantic)")
            .value("--about", "SUBJECT=ATTRIBUTE=VALUE", "what it states, as Ana=birthday=4 May")
            .value("--days", "N", "keep it for N days")
            .flag("--pin", "show it to the model in every turn")
            .done(),
        Spec.leaf("edit", "Correct a memory, or change how it is kept.")
            .argument("ID", "the memory")
            .optional("TEXT", "the new text; the old one is kept as history")
            .value("--lane", "LANE", "move it to this lane")
            .value("--days", "N", "keep it for N days from now on")
            .flag("--pin", "show it to the model in every turn")
            .flag("--unpin", "show it only where it fits")
            .flag("--both", "it holds beside what disagrees with it")
            .done(),
        Spec.leaf("forget", "Take a memory with its versions out of the file, for good.")
            .argument("ID", "the memory")
            .flag("--yes", "do not ask")
            .done(),
        Spec.leaf("search", "Find memories by their words.")
            .argument("QUERY", "the words")
            .flag("--held", "among what waits for you")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("audit", "Count memories and name what there is to tidy.").done(),
        MemoryReview.spec(),
        Spec.leaf("export", "Print memories as lines of JSON.").done(),
        Spec.leaf("import", "Keep what another profile exported.")
            .argument("FILE", "lines of JSON; - reads standard input")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "show";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "add" -> add(call);
      case "edit" -> edit(call);
      case "forget" -> forget(call);
      case "search" -> search(call);
      case "audit" -> audit(call);
      case "review" -> MemoryReview.run(call);
      case "export" -> MemoryLines.export(call);
      case "import" -> MemoryLines.take(call);
      default -> call.isTyped(0) ? one(call) : list(call);
    };
  }

  private static int list(Call call) throws IOException {
    JsonObject params = call.params().put("limit", call.number("--limit", 50));
    for (String option : new String[] {"lane", "state", "before"}) {
      if (call.has("--" + option)) {
        params.put(option, call.text("--" + option));
      }
    }
    JsonObject result = call.ask("host.memory.list", params);
    call.show(result, Tables.MEMORIES);
    JsonArray files = result.array("files");
    for (int i = 0; i < files.size() && !call.isJson(); i++) {
      JsonObject file = files.object(i);
      call.out()
          .tell(
              file.text("name")
                  + ", "
                  + Listing.size(file.number("bytes"))
                  + ", "
                  + file.text("path"));
    }
    return 0;
  }

  private static int one(Call call) throws IOException {
    JsonObject params = call.params().put("memory", call.argument(0));
    JsonObject result = call.ask("host.memory.show", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    Listing.object(call.out(), result.object("memory"));
    JsonArray history = result.array("history");
    for (int i = 1; i < history.size(); i++) {
      line(call.out(), "before: ", history.object(i));
    }
    against(call.out(), result.array("against"));
    return 0;
  }

  private static int add(Call call) throws IOException {
    JsonObject params = call.params().put("text", call.argument(0));
    kept(call, params);
    if (call.has("--about")) {
      String[] parts = call.text("--about").split("=", 3);
      if (parts.length != 3) {
        throw Refusal.usage(
            "--about takes a subject, an attribute and a value.",
            "alpi memory add \"Ana was born on 4 May\" --about \"Ana=birthday=4 May\"");
      }
      params.put("subject", parts[0]).put("attribute", parts[1]).put("value", parts[2]);
    }
    if (call.has("--pin")) {
      params.put("pinned", true);
    }
    JsonObject result = call.ask("host.memory.add", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    String outcome = result.text("outcome");
    call.out().line(result.object("memory").text("id"));
    if (outcome.equals("known")) {
      call.out().tell("That was remembered already.");
    }
    against(call.out(), result.array("against"));
    return 0;
  }

  private static void kept(Call call, JsonObject params) {
    if (call.has("--lane")) {
      params.put("lane", call.text("--lane"));
    }
    if (call.has("--days")) {
      params.put("days", call.positive("--days", 1));
    }
  }

  private static int edit(Call call) throws IOException {
    JsonObject params = call.params().put("memory", call.argument(0));
    if (call.has("--both")) {
      return call.done("host.memory.both", params, "Both hold.");
    }
    if (call.isTyped(1)) {
      params.put("text", call.argument(1));
    }
    kept(call, params);
    if (call.has("--pin") || call.has("--unpin")) {
      params.put("pinned", call.has("--pin"));
    }
    if (params.keys().size() == 2) {
      throw Refusal.usage("Nothing was said to change.", "alpi memory edit ID \"the new text\"");
    }
    JsonObject result = call.ask("host.memory.edit", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    call.out().line(result.object("memory").text("id"));
    against(call.out(), result.array("against"));
    return 0;
  }

  private static int forget(Call call) throws IOException {
    call.confirm("Forget " + call.argument(0) + " for good?");
    JsonObject params = call.params().put("memory", call.argument(0));
    JsonObject result = call.ask("host.memory.forget", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    call.out().tell("Forgotten, " + Listing.count(result.number("versions"), "version") + ".");
    JsonArray sessions = result.array("sessions");
    for (int i = 0; i < sessions.size(); i++) {
      call.out()
          .tell(
              "It was said in "
                  + sessions.text(i)
                  + ", which keeps its own words: alpi sessions delete "
                  + sessions.text(i));
    }
    return 0;
  }

  private static int search(Call call) throws IOException {
    if (call.argument(0).isBlank()) {
      throw Refusal.usage("There are no words to search for.", "alpi memory search birthday");
    }
    JsonObject params =
        call.params().put("query", call.argument(0)).put("limit", call.number("--limit", 20));
    if (call.has("--held")) {
      params.put("held", true);
    }
    return call.show(call.ask("host.memory.search", params), Tables.FOUND_MEMORIES);
  }

  private static int audit(Call call) throws IOException {
    JsonObject result = call.ask("host.memory.audit", call.params());
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    JsonObject lanes = result.object("lanes");
    for (String lane : lanes.keys()) {
      out.line(lane + ": " + lanes.number(lane));
    }
    out.line("waiting for you: " + result.number("held"));
    out.line("earlier versions: " + result.number("superseded"));
    out.line("disagreements: " + result.number("disputes"));
    JsonArray twins = result.array("twins");
    for (int i = 0; i < twins.size(); i++) {
      JsonObject twin = twins.object(i);
      out.line("almost the same: " + twin.text("one") + " and " + twin.text("other"));
      out.line("  " + twin.text("text"));
      out.line("  " + twin.text("otherText"));
    }
    JsonArray stale = result.array("stale");
    for (int i = 0; i < stale.size(); i++) {
      line(out, "unsure and old: ", stale.object(i));
    }
    return 0;
  }

  /// One memory in a line.
  static void line(Out out, String before, JsonObject memory) {
    out.line(
        before
            + memory.text("id")
            + "  "
            + When.shown(memory.text("reinforced"))
            + "  "
            + memory.text("text"));
  }

  static void against(Out out, JsonArray against) {
    for (int i = 0; i < against.size(); i++) {
      line(out, "disagrees with: ", against.object(i));
    }
  }
}
