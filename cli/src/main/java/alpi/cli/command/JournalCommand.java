package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi journal`: proves that the record was not changed.
public final class JournalCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "journal",
        "The record of everything done.",
        Spec.leaf("verify", "Check the whole hash chain; exit 1 when it is broken.").done(),
        Spec.leaf("kinds", "What kinds of event there are; with --json, what each says.").done());
  }

  @Override
  public String defaultVerb() {
    return "verify";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "kinds" -> call.show(call.ask("host.events.kinds", call.params()), Tables.KINDS);
      default -> verify(call);
    };
  }

  private static int verify(Call call) throws IOException {
    JsonObject result = call.ask("host.journal.verify", call.params());
    boolean ok = result.flag("ok");
    if (call.isJson()) {
      call.out().json(result);
    } else if (ok) {
      call.out()
          .line("ok: " + Listing.count(result.number("events"), "event") + ", every link holds");
    } else {
      call.out().line(result.text("state") + ": " + result.text("detail"));
      call.out().tell("First bad event: " + result.shown("firstBad"));
    }
    return ok ? 0 : 1;
  }
}
