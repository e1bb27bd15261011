package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import alpi.cli.term.When;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi runs`: what turns did and why, while they do it and afterwards; stopping and undoing them.
public final class RunsCommand implements Noun {
  private static final int PAGE = 500;

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "runs",
        "What ran, why, and what it did: list, show, tail, stop, undo, diff, export.",
        Spec.leaf("list", "List runs, the latest first.")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("show", "Print why a run began, what it did, reached, changed and used.")
            .argument("RUN", "the run")
            .flag("--events", "also everything on record of it")
            .flag("--settings", "also the settings it began with")
            .done(),
        Spec.leaf("tail", "Print the events of a run until it is over; status 1 unless it is done.")
            .argument("RUN", "the run")
            .done(),
        Spec.leaf("stop", "Stop a run.").argument("RUN", "the run").done(),
        Spec.leaf("undo", "Restore every file that a run changed.")
            .argument("RUN", "the run")
            .flag("--dry-run", "only show what would be restored")
            .done(),
        Spec.leaf("diff", "Print how a run changed files; with OTHER, how the settings differ.")
            .argument("RUN", "the run")
            .optional("OTHER", "a run to compare the settings with")
            .done(),
        Spec.leaf("export", "Print all that is known of a run as JSON lines, without secrets.")
            .argument("RUN", "the run")
            .value("-o", "--output", "FILE", "a file that does not exist yet")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject run = call.params().put("run", call.argument(0));
    return switch (call.verb()) {
      case "show" -> show(call, run);
      case "tail" -> tail(call, run);
      case "stop" -> stop(call, run);
      case "undo" -> undo(call, call.has("--dry-run") ? run.put("dryRun", true) : run);
      case "diff" ->
          call.isTyped(1) ? compare(call, run.put("other", call.argument(1))) : diff(call, run);
      case "export" -> export(call, run);
      default ->
          call.show(
              call.ask("host.run.list", call.params().put("limit", call.number("--limit", 20))),
              Tables.RUNS);
    };
  }

  private static int show(Call call, JsonObject run) throws IOException {
    JsonObject result = call.ask("host.run.show", page(run, 0));
    JsonObject effects = new JsonObject().put("effects", effects(call, run));
    boolean events = call.isJson() || call.has("--events");
    JsonArray all = events ? events(call, run, result) : new JsonArray();
    JsonObject settings =
        call.has("--settings") ? call.ask("host.run.settings", run) : new JsonObject();
    if (call.isJson()) {
      result.put("events", all).putAll(effects);
      call.out().json(call.has("--settings") ? result.put("inForce", settings) : result);
      return 0;
    }
    Out out = call.out();
    Listing.object(out, result.object("run"));
    out.line("why: " + why(result.object("cause")));
    Listing.object(out, new JsonObject().put("asked", lines(result.object("asked"))));
    section(out, result, "hosts", Tables.RUN_HOSTS);
    section(out, effects, "effects", Tables.EFFECTS);
    Listing.object(out, new JsonObject().put("filesChanged", result.array("files")));
    if (call.has("--settings")) {
      Listing.object(out, new JsonObject().put("settings", lines(settings.object("settings"))));
    }
    for (int i = 0; i < all.size(); i++) {
      EventLine.print(out, all.object(i));
    }
    return 0;
  }

  private static void section(Out out, JsonObject result, String name, Tables table) {
    if (result.array(table.member()).size() == 0) {
      out.line(name + ": none");
      return;
    }
    out.line(name + ":");
    Listing.table(out, result, table);
  }

  private static String why(JsonObject cause) {
    String what = cause.text("kind") + ", by " + cause.text("by");
    if (cause.has("schedule")) {
      what += ", " + cause.text("schedule");
    }
    if (cause.has("due")) {
      what += ", due " + When.exact(cause.text("due"));
    }
    return cause.has("parent") ? what + ", part of " + cause.text("parent") : what;
  }

  /// Members as texts `name = value`, those inside others with their whole path.
  private static JsonArray lines(JsonObject object) {
    JsonArray lines = new JsonArray();
    flatten("", object, lines);
    return lines;
  }

  private static void flatten(String prefix, JsonObject object, JsonArray lines) {
    for (String key : object.keys()) {
      if (object.get(key) instanceof JsonObject inner) {
        flatten(prefix + key + ".", inner, lines);
      } else {
        lines.add(prefix + key + " = " + object.shown(key));
      }
    }
  }

  private static JsonObject page(JsonObject run, long after) {
    return new JsonObject().putAll(run).put("after", after).put("limit", PAGE);
  }

  private static JsonArray effects(Call call, JsonObject run) throws IOException {
    JsonArray all = new JsonArray();
    long after = 0;
    while (true) {
      JsonObject result = call.ask("host.run.effects", page(run, after));
      addAll(all, result.array("effects"));
      if (!result.has("next")) {
        return all;
      }
      after = result.number("next");
    }
  }

  /// All events, the first page of which is in `shown` already.
  private static JsonArray events(Call call, JsonObject run, JsonObject shown) throws IOException {
    JsonArray all = new JsonArray();
    addAll(all, shown.array("events"));
    JsonArray more = shown.has("next") ? more(call, run, shown.number("next")) : new JsonArray();
    while (more.size() > 0) {
      addAll(all, more);
      more = more(call, run, more.object(more.size() - 1).number("seq"));
    }
    return all;
  }

  private static JsonArray more(Call call, JsonObject run, long after) throws IOException {
    return call.ask("host.events.read", page(run, after)).array("events");
  }

  private static void addAll(JsonArray all, JsonArray more) {
    for (int i = 0; i < more.size(); i++) {
      all.add(more.get(i));
    }
  }

  private static int tail(Call call, JsonObject run) throws IOException {
    JsonObject end =
        Following.follow(
            call,
            "host.run.tail",
            run,
            event -> {
              if (!call.gaveJson(event)) {
                EventLine.print(call.out(), event);
              }
            });
    JsonObject over = end.object("run");
    if (!call.gaveJson(end)) {
      call.out().tell("The run is " + over.text("state") + ".");
    }
    return over.text("state").equals("done") ? 0 : 1;
  }

  private static int stop(Call call, JsonObject run) throws IOException {
    JsonObject result = call.ask("host.run.stop", run);
    if (!call.gaveJson(result)) {
      call.out()
          .tell(
              result.flag("stopped")
                  ? "Stopped."
                  : "The run was over already: " + result.text("state") + ".");
    }
    return 0;
  }

  private static int undo(Call call, JsonObject params) throws IOException {
    JsonObject result = call.ask("host.run.undo", params);
    JsonArray left = result.array("leftAlone");
    if (call.gaveJson(result)) {
      return left.size() == 0 ? 0 : 1;
    }
    String would = call.has("--dry-run") ? "would be " : "";
    list(call, result.array("restored"), would + "restored");
    list(call, result.array("removed"), would + "removed");
    if (result.array("restored").size() + result.array("removed").size() + left.size() == 0) {
      call.out().tell("That run changed no files.");
    }
    for (int i = 0; i < left.size(); i++) {
      JsonObject file = left.object(i);
      call.out().tell("left alone: " + file.text("path") + " (" + file.text("why") + ")");
    }
    return left.size() == 0 ? 0 : 1;
  }

  private static void list(Call call, JsonArray files, String what) {
    for (int i = 0; i < files.size(); i++) {
      call.out().line(what + ": " + files.text(i));
    }
  }

  private static int diff(Call call, JsonObject run) throws IOException {
    JsonArray files = new JsonArray();
    JsonObject params = new JsonObject().putAll(run);
    while (true) {
      JsonObject page = call.ask("host.run.diff", params);
      addAll(files, page.array("files"));
      if (!page.has("next")) {
        break;
      }
      params.put("from", page.number("next"));
    }
    if (call.gaveJson(new JsonObject().put("files", files))) {
      return 0;
    }
    for (int i = 0; i < files.size(); i++) {
      JsonObject file = files.object(i);
      if (file.has("diff")) {
        call.out().print(file.text("diff"));
      } else {
        call.out()
            .tell(file.text("change") + ": " + file.text("path") + " (" + file.text("why") + ")");
      }
    }
    if (files.size() == 0) {
      call.out().tell("That run changed no files. What its commands changed is not known here.");
    }
    return 0;
  }

  private static int compare(Call call, JsonObject runs) throws IOException {
    return call.show(call.ask("host.run.compare", runs), Tables.COMPARED);
  }

  private static int export(Call call, JsonObject run) throws IOException {
    JsonObject first = call.ask("host.run.export", run);
    if (!call.has("--output")) {
      pieces(
          call,
          run,
          first,
          piece -> {
            if (!call.gaveJson(piece)) {
              call.out().print(piece.text("text"));
            }
          });
      return 0;
    }
    Path file = Path.of(call.text("--output"));
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      pieces(
          call,
          run,
          first,
          piece -> out.write(piece.text("text").getBytes(StandardCharsets.UTF_8)));
    } catch (FileAlreadyExistsException e) {
      throw Refusal.usage("The file " + file + " exists already.", "Name another one.");
    }
    call.out().tell("Wrote " + file + ".");
    return 0;
  }

  private interface Pieces {
    void take(JsonObject piece) throws IOException;
  }

  private static void pieces(Call call, JsonObject run, JsonObject first, Pieces pieces)
      throws IOException {
    JsonObject piece = first;
    pieces.take(piece);
    while (!piece.text("next").isEmpty()) {
      JsonObject params = new JsonObject().putAll(run).put("from", piece.text("next"));
      piece = call.ask("host.run.export", params);
      pieces.take(piece);
    }
  }
}
