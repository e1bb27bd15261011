package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi policy`: what may happen, and why something did or did not.
public final class PolicyCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "policy",
        "What may happen and why: show, explain, simulate.",
        Spec.leaf("show", "Show posture, rules, grants and protected files.").done(),
        Spec.leaf("explain", "Tell why a call was let through or refused.")
            .argument("ID", "a call, an approval, a run, or the number of an event")
            .done(),
        Spec.leaf("simulate", "Judge a call that nobody makes.")
            .argument("CALL", "the tool, a colon and what it is given: \"shell: make test\"")
            .value("--posture", "NAME", "as if under relaxed, standard or strict")
            .value("--labels", "LIST", "as if these were in play: web,peer,mcp,mail,private")
            .values("--named", "HOST", "as if you had written this host")
            .flag("--unattended", "as if nobody were there")
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
      case "simulate" -> simulate(call);
      default -> show(call);
    };
  }

  private static int show(Call call) throws IOException {
    JsonObject result = call.ask("host.policy.show", call.params());
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    out.line("posture: " + result.text("posture"));
    out.line("unattended: " + (result.flag("unattended") ? "yes" : "no"));
    list(out, "always asked about", result.array("asks"));
    list(out, "commands always allowed", result.array("commands"));
    list(out, "tools switched off", result.array("denied"));
    out.line("rules, the first that speaks wins:");
    JsonArray rules = result.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.object(i);
      out.line("  " + rule.number("number") + "  " + rule.shown("sentence"));
    }
    list(out, "never read or written", result.array("protectedFiles"));
    out.line("grants:");
    Listing.table(out, result, Tables.GRANTS);
    return 0;
  }

  private static void list(Out out, String name, JsonArray texts) {
    out.line(name + ":" + (texts.size() == 0 ? " none" : ""));
    for (int i = 0; i < texts.size(); i++) {
      out.line("  " + texts.text(i));
    }
  }

  private static int explain(Call call) throws IOException {
    JsonObject result = call.ask("host.policy.explain", call.params().put("id", call.argument(0)));
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray decisions = result.array("decisions");
    for (int i = 0; i < decisions.size(); i++) {
      decision(call.out(), decisions.object(i));
    }
    return 0;
  }

  private static void decision(Out out, JsonObject decision) {
    out.line(decision.shown("tool") + " " + decision.shown("call") + ": " + decision.shown("how"));
    out.line("  event " + decision.number("seq") + ", run " + decision.shown("run"));
    rule(out, "  ", decision);
    out.line("  because " + decision.shown("reason"));
    out.line("  it does " + joined(decision.array("capabilities")));
    out.line("  in play " + joined(decision.array("labels")));
    JsonArray origins = decision.array("origins");
    for (int i = 0; i < origins.size(); i++) {
      JsonObject origin = origins.object(i);
      out.line("    " + origin.shown("label") + " from " + origin.shown("from"));
    }
    if (decision.array("grants").size() > 0) {
      out.line("  granted by " + joined(decision.array("grants")));
    }
  }

  private static void rule(Out out, String indent, JsonObject of) {
    if (of.has("rule")) {
      JsonObject rule = of.object("rule");
      out.line(indent + "rule " + rule.number("number") + ": " + rule.shown("sentence"));
    }
  }

  private static String joined(JsonArray texts) {
    var joined = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      joined.append(i == 0 ? "" : ", ").append(texts.text(i));
    }
    return joined.isEmpty() ? "nothing" : joined.toString();
  }

  private static int simulate(Call call) throws IOException {
    JsonObject params =
        call.params().put("call", call.argument(0)).put("cwd", System.getProperty("user.dir", "/"));
    if (call.has("--posture")) {
      params.put("posture", call.text("--posture"));
    }
    if (call.has("--labels")) {
      params.put("labels", texts(List.of(call.text("--labels").split(",", -1))));
    }
    if (call.has("--named")) {
      params.put("named", texts(call.texts("--named")));
    }
    if (call.has("--unattended")) {
      params.put("unattended", true);
    }
    JsonObject result = call.ask("host.policy.simulate", params);
    if (call.gaveJson(result)) {
      return 0;
    }
    Out out = call.out();
    out.line(result.shown("decision") + ": " + result.shown("reason"));
    rule(out, "", result);
    JsonArray accesses = result.array("accesses");
    for (int i = 0; i < accesses.size(); i++) {
      JsonObject access = accesses.object(i);
      out.line("  " + access.shown("capability") + "  " + access.shown("target"));
      out.line("    " + access.shown("tier") + "; " + access.shown("reason"));
    }
    return 0;
  }

  private static JsonArray texts(List<String> values) {
    var array = new JsonArray();
    values.forEach(value -> array.add(value.strip()));
    return array;
  }
}
