package alpi.cli.command;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi index`: search indexes, which may be deleted and made again at any time.
public final class IndexCommand implements Noun {
  @Override
  public CommandSpec spec() {
    return Spec.noun(
        "index",
        "The search index of sessions.",
        Spec.leaf("rebuild", "Make it again from the session files.").done());
  }

  @Override
  public int run(Call call) throws IOException {
    JsonObject result = call.ask("host.session.index.rebuild", call.params());
    if (call.isJson()) {
      call.out().json(result);
    } else {
      call.out()
          .line(
              result.number("sessions") + " sessions, " + result.number("messages") + " messages");
    }
    return 0;
  }
}
