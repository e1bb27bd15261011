package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi grants`: what is permitted in advance.
public final class GrantsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "grants",
        "Standing permissions: list, give, show, revoke.",
        Spec.leaf("list", "List grants.")
            .flag("--all", "also those that no longer hold, the latest first")
            .value("-n", "--limit", "N", "at most N")
            .done(),
        Spec.leaf("show", "Show a grant and what became of it.")
            .argument("GRANT", "the grant")
            .done(),
        Spec.leaf("give", "Permit something in advance.")
            .argument(
                "CAPABILITY",
                "fs:read, fs:write, exec, net, memory:read, memory:write, peer, tool, schedule, money")
            .argument(
                "SCOPE",
                "a path, a whole command in quotes, a host, peer/verb, server/tool, a schedule,"
                    + " currency/payee (usd/models for what models cost)")
            .flag("--below", "everything beneath it too; folders always mean that")
            .value("--for", "TIME", "how long it holds, such as 30m or 7d (default 1h)")
            .value("--uses", "N", "good for N uses")
            .value("--bytes", "N", "good for N bytes (net)")
            .value("--usd", "N", "good for N dollars (money)")
            .value("--session", "ID", "in this conversation only")
            .value("--job", "ID", "in this job only; ends with it")
            .value("--reason", "TEXT", "why, for the record")
            .done(),
        Spec.leaf("revoke", "Take a grant back; what runs under it is stopped.")
            .argument("GRANT", "the grant")
            .done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (call.verb()) {
      case "revoke" ->
          call.done("host.grant.revoke", call.params().put("grant", call.argument(0)), "Revoked.");
      case "show" -> show(call, "host.grant.show", call.params().put("grant", call.argument(0)));
      case "give" -> show(call, "host.grant.give", give(call));
      default -> list(call);
    };
  }

  private static int list(Call call) throws IOException {
    JsonObject params = call.params();
    if (call.has("--all")) {
      params.put("all", true);
    }
    if (call.has("--limit")) {
      params.put("limit", call.positive("--limit", 1));
    }
    return call.show(call.ask("host.grant.list", params), Tables.GRANTS);
  }

  private static int show(Call call, String method, JsonObject params) throws IOException {
    JsonObject result = call.ask(method, params);
    if (!call.gaveJson(result)) {
      Listing.object(call.out(), result.object("grant"));
    }
    return 0;
  }

  private static JsonObject give(Call call) {
    JsonObject params =
        call.params()
            .put("capability", call.argument(0))
            .put("scope", call.argument(1))
            .put("cwd", System.getProperty("user.dir", "/"));
    if (call.has("--below")) {
      params.put("below", true);
    }
    if (call.has("--for")) {
      params.put("ttlMillis", Durations.millis("--for", call.text("--for")));
    }
    for (String option : new String[] {"uses", "bytes"}) {
      if (call.has("--" + option)) {
        params.put(option, call.positive("--" + option, 1));
      }
    }
    if (call.has("--usd")) {
      params.put("usd", Dollars.of("--usd", call.text("--usd")));
    }
    for (String option : new String[] {"session", "job", "reason"}) {
      if (call.has("--" + option)) {
        params.put(option, call.text("--" + option));
      }
    }
    return params;
  }
}
