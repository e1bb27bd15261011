package alpi.cli.command;

import alpi.cli.json.JsonObject;
import alpi.cli.term.When;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi outputs`: what runs came to that nobody waited for.
public final class OutputsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "outputs",
        "What scheduled runs came to, and notes of agents: list, show, read, rm.",
        Spec.leaf("list", "List outputs, the latest first.")
            .flag("--unread", "only those not read yet")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("show", "Print an output and mark it as read.")
            .argument("ID", "the output")
            .done(),
        Spec.leaf("read", "Mark an output as read, or all.")
            .optional("ID", "the output (all)")
            .done(),
        Spec.leaf("rm", "Remove an output.").argument("ID", "the output").done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "show" -> show(call);
      case "read" -> read(call);
      case "rm" ->
          call.done(
              "host.output.remove", call.params().put("output", call.argument(0)), "Removed.");
      default -> {
        JsonObject params = call.params().put("limit", call.number("--limit", 20));
        if (call.has("--unread")) {
          params.put("unread", true);
        }
        yield call.show(call.ask("host.output.list", params), Tables.OUTPUTS);
      }
    };
  }

  private static int show(Call call) throws IOException {
    JsonObject params = call.params().put("output", call.argument(0));
    JsonObject result = call.ask("host.output.show", params);
    call.ask("host.output.mark", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonObject output = result.object("output");
    call.out().line(output.text("title") + ", " + When.exact(output.text("at")));
    if (output.has("message")) {
      call.out().line(output.text("state") + ": " + output.text("message"));
    }
    if (output.has("run")) {
      call.out().tell("run " + output.text("run") + ", session " + output.shown("session"));
    }
    if (!result.text("text").isEmpty()) {
      call.out().line("");
      call.out().line(result.text("text"));
    }
    return 0;
  }

  private static int read(Call call) throws IOException {
    JsonObject params = call.params();
    if (call.isTyped(0)) {
      params.put("output", call.argument(0));
    }
    JsonObject result = call.ask("host.output.mark", params);
    if (!call.gaveJson(result)) {
      call.out().tell("Marked " + result.number("marked") + " as read.");
    }
    return 0;
  }
}
