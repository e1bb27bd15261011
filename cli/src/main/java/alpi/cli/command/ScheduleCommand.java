package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonNumber;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import alpi.cli.term.When;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi schedule`: messages that are asked by themselves.
public final class ScheduleCommand implements Noun {
  private static final String NAME = "its name or id";

  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "schedule",
        "Messages that are asked by themselves: add, edit, list, show, pause, resume, fire, rm,"
            + " next.",
        add(),
        edit(),
        Spec.leaf("list", "List schedules.").done(),
        Spec.leaf("show", "Print a schedule and what became of its latest moments.")
            .argument("NAME", NAME)
            .value("-n", "--limit", "N", "at most N moments")
            .done(),
        Spec.leaf("pause", "Let it rest.").argument("NAME", NAME).done(),
        Spec.leaf("resume", "Let it go on; what passed meanwhile is not caught up with.")
            .argument("NAME", NAME)
            .done(),
        Spec.leaf("fire", "Run it now.").argument("NAME", NAME).done(),
        Spec.leaf("rm", "Remove it; runs under way go on.")
            .argument("NAME", NAME)
            .flag("--yes", "do not ask")
            .done(),
        Spec.leaf("next", "Print when a schedule, or an expression, is due next.")
            .optional("NAME", NAME)
            .value("--cron", "EXPR", "an expression that is not scheduled yet")
            .value("--every", "TIME", "an interval that is not scheduled yet")
            .value("--zone", "ZONE", "of the expression (that of this machine)")
            .value("-n", "--count", "N", "how many (5)")
            .done());
  }

  private static CommandSpec add() {
    Spec add =
        Spec.leaf(
                "add",
                "Ask TEXT by itself, with nobody there: it asks nothing and holds only what grants"
                    + " allow. The answer lies in \"alpi outputs\"; a run that answers NOTHING"
                    + " leaves none.")
            .argument("TEXT", "what each run is asked, or - for standard input");
    return described(add).done();
  }

  private static CommandSpec edit() {
    Spec edit =
        Spec.leaf("edit", "Change it; it keeps its history, and what is not given stays.")
            .argument("NAME", NAME)
            .optional("TEXT", "what each run is asked from now on, or - for standard input")
            .values("--usual", "LIMIT", "no model, max-usd, max-steps or timeout of its own");
    return described(edit).done();
  }

  /// What a schedule can be told.
  private static Spec described(Spec spec) {
    return spec.value("--name", "NAME", "to know it by (its first words)")
        .value("--cron", "EXPR", "by the calendar, for example \"30 7 * * mon-fri\"")
        .value("--at", "TIME", "once, for example 2026-12-24T18:00")
        .value("--every", "TIME", "steadily, for example 90m")
        .value("--after-inactivity", "TIME", "once nobody has asked for anything for so long")
        .value("--on-change", "GLOB", "when files of the workspace changed, for example \"in/*\"")
        .value("--zone", "ZONE", "whose clock counts, for example Europe/Madrid (this machine's)")
        .value(
            "--overlap", "RULE", "when the run before still works: skip, queue or replace (skip)")
        .value("--catch-up", "RULE", "of moments that were missed run none, one or all (one)")
        .value("--workspace", "DIR", "where its runs work (this folder)")
        .value("--model", "MODEL", "the model to ask")
        .value("--max-usd", "USD", "what a run may cost")
        .value("--max-steps", "N", "most steps of a run")
        .value("--timeout", "TIME", "longest run");
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject one = call.params().put("schedule", call.argument(0));
    return switch (call.verb()) {
      case "add" -> add(call);
      case "edit" -> edit(call, one);
      case "show" -> show(call, one);
      case "pause" -> changed(call, "host.schedule.pause", one, "Paused.", "It was paused.");
      case "resume" -> changed(call, "host.schedule.resume", one, "Resumed.", "It was active.");
      case "fire" ->
          call.done("host.schedule.fire", one, "Fired; see \"alpi schedule show\" for its run.");
      case "rm" -> {
        call.confirm("Remove the schedule " + call.argument(0) + "?");
        yield changed(call, "host.schedule.remove", one, "Removed.", "It was gone.");
      }
      case "next" -> next(call);
      default -> call.show(call.ask("host.schedule.list", call.params()), Tables.SCHEDULES);
    };
  }

  private static int add(Call call) throws IOException {
    JsonObject params = told(call, call.params().put("prompt", prompt(call.argument(0))));
    JsonObject made = call.ask("host.schedule.add", params.put("cwd", folder(call)));
    return kept(call, made, "Scheduled ");
  }

  private static int edit(Call call, JsonObject one) throws IOException {
    JsonObject params = told(call, one);
    if (!call.argument(1).isEmpty()) {
      params.put("prompt", prompt(call.argument(1)));
    }
    if (call.has("--workspace")) {
      params.put("cwd", folder(call));
    }
    JsonArray usual = new JsonArray();
    for (String limit : call.texts("--usual")) {
      usual.add(limit(limit));
    }
    return kept(call, call.ask("host.schedule.edit", params.put("usual", usual)), "Changed ");
  }

  private static String limit(String option) {
    return switch (option) {
      case "model" -> "model";
      case "max-usd" -> "maxUsd";
      case "max-steps" -> "maxSteps";
      case "timeout" -> "timeoutMillis";
      default -> throw Refusal.usage("--usual takes model, max-usd, max-steps or timeout.", "");
    };
  }

  private static String folder(Call call) {
    Path folder = Path.of(call.has("--workspace") ? call.text("--workspace") : "");
    return folder.toAbsolutePath().normalize().toString();
  }

  private static JsonObject told(Call call, JsonObject params) {
    put(call, params, "--name", "name");
    put(call, params, "--cron", "cron");
    put(call, params, "--at", "at");
    span(call, params, "--every", "everyMillis");
    span(call, params, "--after-inactivity", "inactivityMillis");
    put(call, params, "--on-change", "onChange");
    put(call, params, "--zone", "zone");
    put(call, params, "--overlap", "overlap");
    put(call, params, "--catch-up", "catchUp");
    put(call, params, "--model", "model");
    span(call, params, "--timeout", "timeoutMillis");
    if (call.has("--max-steps")) {
      params.put("maxSteps", call.positive("--max-steps", 1));
    }
    if (call.has("--max-usd")) {
      params.put("maxUsd", amount(call.text("--max-usd")));
    }
    return params;
  }

  private static int kept(Call call, JsonObject made, String done) {
    if (!call.gaveJson(made)) {
      call.out().line(done + made.text("name") + " (" + made.text("id") + ").");
      call.out().tell(due(made));
    }
    return 0;
  }

  private static String due(JsonObject made) {
    return made.has("next")
        ? "Next: " + When.exact(made.text("next")) + " here."
        : "It is due when what it waits for happens.";
  }

  private static String prompt(String typed) throws IOException {
    String text =
        typed.equals("-")
            ? new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            : typed;
    if (text.isBlank()) {
      throw Refusal.usage("What is to be asked is empty.", "");
    }
    return text;
  }

  private static JsonNumber amount(String text) {
    try {
      return new JsonNumber(new BigDecimal(text).toPlainString());
    } catch (NumberFormatException e) {
      throw Refusal.usage("--max-usd takes an amount such as 0.50, not \"" + text + "\".", "");
    }
  }

  private static void put(Call call, JsonObject params, String option, String member) {
    if (call.has(option)) {
      params.put(member, call.text(option));
    }
  }

  private static void span(Call call, JsonObject params, String option, String member) {
    if (call.has(option)) {
      params.put(member, Durations.millis(option, call.text(option)));
    }
  }

  private static int changed(
      Call call, String verb, JsonObject params, String done, String otherwise) throws IOException {
    JsonObject result = call.ask(verb, params);
    if (!call.gaveJson(result)) {
      call.out().tell(result.flag("changed") ? done : otherwise);
    }
    return 0;
  }

  private static int show(Call call, JsonObject params) throws IOException {
    JsonObject result =
        call.ask("host.schedule.show", params.put("limit", call.number("--limit", 10)));
    if (call.gaveJson(result)) {
      return 0;
    }
    Listing.object(call.out(), result.object("schedule"));
    call.out().line("creator: " + result.text("creator"));
    call.out().line("workspace: " + result.text("workspace"));
    call.out().line("asks:");
    call.out().line("  " + result.text("prompt").strip().replace("\n", "\n  "));
    call.out().line("");
    Listing.table(call.out(), result, Tables.SLOTS);
    return 0;
  }

  private static int next(Call call) throws IOException {
    JsonObject params = call.params().put("count", call.number("--count", 5));
    if (call.isTyped(0)) {
      params.put("schedule", call.argument(0));
    }
    put(call, params, "--cron", "cron");
    span(call, params, "--every", "everyMillis");
    put(call, params, "--zone", "zone");
    JsonObject result = call.ask("host.schedule.next", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray moments = result.array("moments");
    for (int i = 0; i < moments.size(); i++) {
      call.out().line(When.exact(moments.text(i)));
    }
    call.out()
        .tell(
            moments.size() == 0
                ? "It is not due by time, or not any more."
                : "By the clock here; the schedule follows " + result.text("zone") + ".");
    return 0;
  }
}
