package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi context`: what models are shown of conversations.
public final class ContextCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "context",
        "What the model was shown, what not, and why.",
        Spec.leaf("show", "List what the last request held and left out.")
            .optional("SESSION", "the session; the last one used if absent")
            .value("--turn", "TURN", "another turn than the last")
            .value("-n", "--limit", "N", "at most N rows of each list")
            .done(),
        Spec.leaf("explain", "Print how full each slot is, coverage and risk.")
            .optional("SESSION", "the session; the last one used if absent")
            .value("--turn", "TURN", "another turn than the last")
            .done(),
        Spec.leaf("open", "Print what a pointer names.")
            .argument("POINTER", "session:ID#TURN, blob:HASH, file:/PATH#L10-20 or memory:NAME")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "show";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "explain" -> explain(call);
      case "open" -> open(call);
      default -> show(call);
    };
  }

  private static int show(Call call) throws IOException {
    JsonObject params = turn(call).put("limit", call.number("--limit", 200));
    JsonObject result = call.ask("host.context.show", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    out.line(size(result));
    Listing.table(out, result, Tables.INCLUDED);
    more(out, result.number("moreIncluded"));
    out.line("");
    out.line("left out:");
    Listing.table(out, result, Tables.OMITTED);
    more(out, result.number("moreOmitted"));
    return 0;
  }

  private static void more(Out out, long rows) {
    if (rows > 0) {
      out.line("and " + rows + " more; see them with --limit or --json");
    }
  }

  private static String size(JsonObject result) {
    return "turn %s: about %d of %d tokens"
        .formatted(result.text("turn"), result.number("tokens"), result.number("limit"));
  }

  private static int explain(Call call) throws IOException {
    JsonObject result = call.ask("host.context.explain", turn(call));
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    out.line(size(result));
    Listing.table(out, result, Tables.CONTEXT_SLOTS);
    out.line("");
    out.line("coverage: " + result.number("coverage") + " % of the earlier turns, word for word");
    out.line("risk: " + result.number("risk") + " % (" + result.text("level") + ")");
    JsonArray reasons = result.array("reasons");
    for (int i = 0; i < reasons.size(); i++) {
      out.line("  " + meaning(reasons.text(i)));
    }
    out.line("");
    Listing.table(out, result, Tables.REQUESTS);
    return 0;
  }

  private static String meaning(String reason) {
    return switch (reason) {
      case "turns_omitted" -> "earlier turns are not shown";
      case "index_not_ready" -> "the search index was still being built";
      case "no_items_selected" -> "nothing of what was found had room";
      case "below_target" -> "not all that was found had room";
      case "words_only_in_omitted_turns" ->
          "words of the question stand in turns that are not shown";
      case "words_found_nowhere" -> "words of the question were found nowhere";
      default -> reason;
    };
  }

  private static int open(Call call) throws IOException {
    JsonObject params = call.params().put("pointer", call.argument(0));
    while (true) {
      JsonObject piece = call.ask("host.context.open", params);
      if (!call.gaveJson(piece)) {
        call.out().print(piece.text("text"));
      }
      if (!piece.has("next")) {
        break;
      }
      params.put("from", piece.number("next"));
    }
    if (!call.isJson()) {
      call.out().line("");
    }
    return 0;
  }

  private static JsonObject turn(Call call) throws IOException {
    JsonObject params = call.params().put("session", session(call));
    return call.has("--turn") ? params.put("turn", call.text("--turn")) : params;
  }

  private static String session(Call call) throws IOException {
    if (call.isTyped(0)) {
      return call.argument(0);
    }
    JsonArray all = call.ask("host.session.list", call.params().put("limit", 1)).array("sessions");
    if (all.size() == 0) {
      throw Refusal.usage("There is no session yet.", "alpi chat");
    }
    return all.object(0).text("id");
  }
}
