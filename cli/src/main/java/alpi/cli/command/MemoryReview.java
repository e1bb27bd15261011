package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi memory review`: what strangers would have the agent keep, and what disagrees. Only here
/// the owner admits or rejects it.
final class MemoryReview {
  private MemoryReview() {}

  static CommandSpec spec() {
    return Spec.leaf("review", "Show what strangers would have kept, and admit or reject it.")
        .words("ID", "memories to decide about; none lists what waits")
        .flag("--admit", "let them count")
        .flag("--reject", "take them out, and refuse the same words from now on")
        .value("-n", "--limit", "N", "list at most N")
        .done();
  }

  static int run(Call call) throws IOException {
    boolean admit = call.has("--admit");
    if (!call.isTyped(0)) {
      if (admit || call.has("--reject")) {
        throw Refusal.usage("Name what it is about.", "alpi memory review ID --admit");
      }
      return list(call);
    }
    if (admit == call.has("--reject")) {
      throw Refusal.usage("Say what to do: --admit or --reject.", "");
    }
    String verb = admit ? "host.memory.admit" : "host.memory.reject";
    for (int i = 0; call.isTyped(i); i++) {
      JsonObject result = call.ask(verb, call.params().put("memory", call.argument(i)));
      if (call.isJson()) {
        call.out().json(result);
      } else if (admit) {
        call.out().tell("Admitted " + call.argument(i) + ".");
        MemoryCommand.against(call.out(), result.array("against"));
      } else {
        call.out().tell("Rejected " + call.argument(i) + ".");
      }
    }
    return 0;
  }

  private static int list(Call call) throws IOException {
    JsonObject params = call.params().put("limit", call.number("--limit", 50));
    JsonObject result = call.ask("host.memory.review", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    JsonArray held = result.array("held");
    for (int i = 0; i < held.size(); i++) {
      JsonObject memory = held.object(i).object("memory");
      MemoryCommand.line(out, "", memory);
      out.line("  from " + words(memory.array("sources")) + ", in " + memory.shown("session"));
      if (memory.has("replaces")) {
        out.line("  would replace " + memory.text("replaces"));
      }
      MemoryCommand.against(out, held.object(i).array("against"));
    }
    JsonArray disputes = result.array("disputes");
    for (int i = 0; i < disputes.size(); i++) {
      JsonObject dispute = disputes.object(i);
      out.line(
          "disagreement about the "
              + dispute.text("attribute")
              + " of "
              + dispute.text("subject")
              + ":");
      JsonArray sides = dispute.array("sides");
      for (int side = 0; side < sides.size(); side++) {
        MemoryCommand.line(out, "  ", sides.object(side));
      }
    }
    if (held.size() + disputes.size() == 0) {
      out.tell("Nothing waits.");
    }
    return 0;
  }

  private static String words(JsonArray texts) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      line.append(line.isEmpty() ? "" : " and ").append(texts.text(i));
    }
    return line.toString();
  }
}
