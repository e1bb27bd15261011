package alpi.cli.command;

import alpi.cli.chat.Prompts;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Refusal;
import alpi.cli.term.When;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi approvals`: what waits for a yes or no.
public final class ApprovalsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "approvals",
        "Effects that wait for a yes or no.",
        Spec.leaf("list", "List what waits.").done(),
        Spec.leaf("answer", "Answer.")
            .argument("ID", "the approval")
            .argument("CHOICE", "once, session, always or deny")
            .value("--reason", "TEXT", "why, for the record")
            .done(),
        Spec.leaf("approve", "Allow it once.")
            .argument("ID", "the approval")
            .value("--reason", "TEXT", "why, for the record")
            .done(),
        Spec.leaf("deny", "Refuse it.")
            .argument("ID", "the approval")
            .value("--reason", "TEXT", "why, for the record")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "answer" -> answer(call, choice(call.argument(1)));
      case "approve" -> answer(call, "once");
      case "deny" -> answer(call, "deny");
      default -> list(call);
    };
  }

  private static String choice(String typed) {
    String choice = Prompts.choice(typed, true);
    if (choice.isEmpty()) {
      throw Refusal.usage(
          "\"" + typed + "\" is no choice.", "One of: once, session, always, deny.");
    }
    return choice;
  }

  private static int answer(Call call, String choice) throws IOException {
    JsonObject params = new JsonObject().put("approval", call.argument(0)).put("choice", choice);
    if (call.has("--reason")) {
      params.put("reason", call.text("--reason"));
    }
    JsonObject result = call.ask("host.approval.answer", params);
    boolean won = result.text("choice").equals(choice);
    if (!call.gaveJson(result)) {
      call.out().tell(won ? "Answered." : "Answered before: " + result.text("choice") + ".");
    }
    return won ? 0 : 1;
  }

  private static int list(Call call) throws IOException {
    JsonObject result = call.ask("host.approval.list", call.params());
    JsonArray approvals = result.array("approvals");
    if (call.gaveJson(result)) {
      return 0;
    }
    if (approvals.size() == 0) {
      call.out().tell("Nothing waits.");
    }
    for (int i = 0; i < approvals.size(); i++) {
      JsonObject approval = approvals.object(i);
      call.out().line(approval.text("id") + "  " + approval.text("tool"));
      call.out().line("  " + approval.text("summary"));
      call.out().line("  " + approval.shown("arguments").replace("\n", "\n  "));
      call.out().line("  expires " + When.shown(approval.text("expires")));
    }
    return 0;
  }
}
