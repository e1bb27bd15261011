package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Plain;
import alpi.cli.term.Refusal;
import alpi.cli.term.Tint;
import alpi.cli.term.When;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi recall`: finds again what was said, kept, stored and written.
public final class RecallCommand implements Noun {
  private static final int USUAL = 10;
  private static final int WINDOWS = 3;
  private static final String SESSION = "session:";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @Override
  public CommandSpec spec() {
    Spec spec =
        Spec.leaf("recall", "Find words in conversations, memory, files, blobs and outputs.")
            .argument("QUERY", "the words, or with --around a pointer as session:ID#TURN")
            .values(
                "--scope",
                "SCOPE",
                "sessions, memory, files, blobs or outputs; all but files if not given")
            .value("--folder", "FOLDER", "with --scope files: the folder; this one if not given");
    return Dates.options(spec)
        .flag("--around", "print the turns around what was found")
        .value("-n", "--limit", "N", "at most N")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    String query = call.argument(0);
    if (query.isBlank()) {
      throw Refusal.usage("There are no words to look for.", "alpi recall invoice");
    }
    if (call.has("--around") && query.startsWith(SESSION) && query.indexOf('#') > 0) {
      JsonObject window = around(call, query);
      if (!call.gaveJson(window)) {
        window(call.out(), window);
      }
      return 0;
    }
    return search(call, query);
  }

  private static int search(Call call, String query) throws IOException {
    JsonObject params = call.params().put("query", query);
    if (call.has("--scope")) {
      JsonArray scopes = new JsonArray();
      call.texts("--scope").forEach(scopes::add);
      params.put("scopes", scopes);
    }
    if (call.has("--folder") || call.texts("--scope").contains("files")) {
      params.put("folder", folder(call));
    }
    Dates.put(call, params).put("limit", call.positive("--limit", USUAL));
    JsonObject found = found(call, params);
    JsonArray hits = found.array("hits");
    if (call.isJson()) {
      call.out().json(call.has("--around") ? withWindows(call, found) : found);
      return 0;
    }
    Out out = call.out();
    for (int i = 0; i < hits.size(); i++) {
      hit(out, hits.object(i));
    }
    if (hits.size() == 0) {
      out.line("Nothing found.");
    }
    notices(out, found.array("notices"));
    if (call.has("--around")) {
      windows(call, hits);
    }
    return 0;
  }

  /// What is searched for the first time is read first: a person rather waits for that a while than
  /// is told that nothing was found. Each question waits a moment by itself.
  private static JsonObject found(Call call, JsonObject params) throws IOException {
    var progress = new ProgressLine(call.out(), false);
    long begin = System.nanoTime();
    JsonObject found = call.ask("host.recall.search", params);
    while (found.flag("behind") && System.nanoTime() - begin < PATIENCE_NANOS) {
      progress.say(found.array("notices").text(0));
      LockSupport.parkNanos(PAUSE_NANOS);
      found = call.ask("host.recall.search", params);
    }
    progress.end();
    return found;
  }

  private static String folder(Call call) {
    Path given = Path.of(call.has("--folder") ? call.text("--folder") : ".");
    return given.toAbsolutePath().normalize().toString();
  }

  private static JsonObject around(Call call, String pointer) throws IOException {
    return call.ask("host.recall.around", call.params().put("pointer", pointer));
  }

  private static JsonObject withWindows(Call call, JsonObject found) throws IOException {
    JsonArray windows = new JsonArray();
    JsonArray hits = found.array("hits");
    for (int i = 0; i < hits.size() && windows.size() < WINDOWS; i++) {
      String pointer = hits.object(i).text("pointer");
      if (pointer.startsWith(SESSION)) {
        windows.add(around(call, pointer));
      }
    }
    return found.put("around", windows);
  }

  private static void windows(Call call, JsonArray hits) throws IOException {
    int shown = 0;
    for (int i = 0; i < hits.size() && shown < WINDOWS; i++) {
      String pointer = hits.object(i).text("pointer");
      if (pointer.startsWith(SESSION)) {
        shown++;
        call.out().line("");
        window(call.out(), around(call, pointer));
      }
    }
  }

  private static void hit(Out out, JsonObject hit) {
    Tint tint = out.tint();
    JsonArray sources = hit.array("sources");
    StringBuilder from = new StringBuilder();
    for (int i = 0; i < sources.size(); i++) {
      String source = sources.text(i);
      if (!source.equals("owner") && !source.equals("workspace")) {
        from.append(from.isEmpty() ? "  from " : ", ").append(source);
      }
    }
    out.painted(
        tint.bold(Plain.line(hit.text("pointer")))
            + tint.dim(
                "  "
                    + Plain.line(hit.text("title"))
                    + "  "
                    + Plain.line(When.shown(hit.text("at")))
                    + Plain.line(from.toString())));
    out.line("  " + Plain.line(hit.text("snippet")));
  }

  private static void notices(Out out, JsonArray notices) {
    for (int i = 0; i < notices.size(); i++) {
      out.tell("alpi: " + notices.text(i));
    }
  }

  static void window(Out out, JsonObject window) {
    if (window.number("before") > 0) {
      out.line("… " + Listing.count(window.number("before"), "earlier turn"));
    }
    JsonArray turns = window.array("turns");
    for (int i = 0; i < turns.size(); i++) {
      turn(out, turns.object(i));
    }
    if (window.number("after") > 0) {
      out.line("… " + Listing.count(window.number("after"), "later turn"));
    }
  }

  private static void turn(Out out, JsonObject turn) {
    Tint tint = out.tint();
    String mark = turn.flag("asked") ? "> " : "  ";
    out.painted(
        tint.bold(mark + Plain.line(turn.text("pointer")))
            + tint.dim("  " + Plain.line(When.shown(turn.text("at")))));
    JsonArray lines = turn.array("lines");
    for (int i = 0; i < lines.size(); i++) {
      JsonObject line = lines.object(i);
      out.line(line.text("who") + ": " + line.text("text") + (line.flag("cut") ? "…" : ""));
    }
  }
}
