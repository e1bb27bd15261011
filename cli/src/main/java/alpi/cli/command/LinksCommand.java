package alpi.cli.command;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi links`: where profiles listen for peers, and which links are open.
public final class LinksCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.leaf(
            "links", "Where profiles listen for peers, and which links and transfers are open now.")
        .done();
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject result = call.ask("host.link.list", call.namedProfile());
    if (call.gaveJson(result)) {
      return 0;
    }
    JsonArray listening = result.array("listening");
    if (listening.size() == 0) {
      call.out().tell("No profile listens for peers; \"alpi config set link.listen\" makes it.");
    }
    for (int i = 0; i < listening.size(); i++) {
      JsonObject row = listening.object(i);
      call.out()
          .tell(
              row.text("profile")
                  + (row.has("address")
                      ? " listens at " + row.text("address")
                      : " does not listen: " + row.text("problem")));
    }
    int exit = call.show(result, Tables.LINKS);
    return result.array("transfers").size() == 0 ? exit : call.show(result, Tables.MOVING);
  }
}
