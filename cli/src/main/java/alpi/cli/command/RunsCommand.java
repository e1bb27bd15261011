package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi runs`: what turns did, and undoing it.
public final class RunsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "runs",
        "What turns did to files and with tools; undo.",
        Spec.leaf("list", "List runs, the latest first.")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("show", "Print a run, its events and the files it changed.")
            .argument("RUN", "the run")
            .done(),
        Spec.leaf("undo", "Restore every file that a run changed.")
            .argument("RUN", "the run")
            .flag("--dry-run", "only show what would be restored")
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
      case "undo" -> undo(call, call.has("--dry-run") ? run.put("dryRun", true) : run);
      default ->
          call.show(
              call.ask("host.run.list", call.params().put("limit", call.number("--limit", 20))),
              Tables.RUNS);
    };
  }

  private static int show(Call call, JsonObject params) throws IOException {
    JsonObject result = call.ask("host.run.show", params);
    if (call.isJson()) {
      call.out().json(result);
      return 0;
    }
    Listing.object(call.out(), result.object("run"));
    JsonArray events = result.array("events");
    call.out().line("events:");
    for (int i = 0; i < events.size(); i++) {
      EventLine.print(call.out(), events.object(i));
    }
    JsonArray files = result.array("files");
    if (files.size() > 0) {
      Listing.object(call.out(), new JsonObject().put("files", files));
    }
    return 0;
  }

  private static int undo(Call call, JsonObject params) throws IOException {
    JsonObject result = call.ask("host.run.undo", params);
    JsonArray left = result.array("leftAlone");
    if (call.isJson()) {
      call.out().json(result);
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
}
