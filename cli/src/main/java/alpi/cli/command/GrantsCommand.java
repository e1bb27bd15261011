package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi grants`: what was allowed for longer than once.
public final class GrantsCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "grants",
        "Standing permissions: list, revoke.",
        Spec.leaf("list", "List grants.").done(),
        Spec.leaf("revoke", "Take a grant back.").argument("GRANT", "the grant").done());
  }

  @Override
  public String defaultVerb() {
    return "list";
  }

  @Override
  public int run(Call call) throws IOException {
    if (call.verb().equals("revoke")) {
      JsonObject params = call.params().put("grant", call.argument(0));
      return call.done("host.grant.revoke", params, "Revoked.");
    }
    JsonObject result = call.ask("host.grant.list", call.params());
    return call.show(result, Tables.GRANTS);
  }
}
