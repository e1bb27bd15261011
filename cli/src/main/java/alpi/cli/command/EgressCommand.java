package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi egress`: what left the machine, and what may.
public final class EgressCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "egress",
        "What leaves the machine: ledger, preview, block, unblock, posture, rules.",
        Spec.leaf("ledger", "Connections that were made or refused, the newest last.")
            .value("--since", "SPAN", "as long ago as 30m, 24h, 7d")
            .value("--job", "RUN", "only those of this run")
            .value("--host", "HOST", "only those to this host")
            .value("-n", "--limit", "N", "at most N; 100 if not given")
            .done(),
        Spec.leaf("preview", "What would be decided about an address; it is not asked.")
            .argument("URL", "for example https://api.example.com/")
            .done(),
        Spec.leaf("rules", "The rules, and how many connections are open.").done(),
        Spec.leaf("block", "Keep tools from a host, and end what is open to it.")
            .argument("HOST", "a host, *.suffix or address, perhaps with :port")
            .done(),
        Spec.leaf("unblock", "Take a block back.").argument("HOST", "as it was blocked").done(),
        Spec.leaf("posture", "Show or set what tools may reach where no rule speaks.")
            .optional("POSTURE", "off, allowlist or public")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "rules";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "ledger" -> call.show(call.ask("host.egress.ledger", ledger(call)), Tables.EGRESS);
      case "preview" ->
          call.showOne("host.egress.preview", call.params().put("url", call.argument(0)));
      case "block" -> {
        JsonObject params = call.params().put("host", call.argument(0));
        yield call.done("host.egress.block", params, "Blocked.");
      }
      case "unblock" -> {
        JsonObject params = call.params().put("host", call.argument(0));
        yield call.done("host.egress.unblock", params, "No longer blocked.");
      }
      case "posture" -> posture(call);
      default -> call.showOne("host.egress.rules", call.params());
    };
  }

  private static int posture(Call call) throws IOException {
    if (call.isTyped(0)) {
      JsonObject params = call.params().put("posture", call.argument(0));
      return call.done("host.egress.posture", params, "Posture: " + call.argument(0) + ".");
    }
    JsonObject rules = call.ask("host.egress.rules", call.params());
    if (!call.gaveJson(new JsonObject().put("posture", rules.text("posture")))) {
      call.out().line(rules.text("posture"));
    }
    return 0;
  }

  private static JsonObject ledger(Call call) {
    JsonObject params = call.params();
    if (call.has("--since")) {
      params.put("withinMillis", Durations.millis("--since", call.text("--since")));
    }
    if (call.has("--job")) {
      params.put("job", call.text("--job"));
    }
    if (call.has("--host")) {
      params.put("host", call.text("--host"));
    }
    return call.has("--limit") ? params.put("limit", call.positive("--limit", 100)) : params;
  }
}
