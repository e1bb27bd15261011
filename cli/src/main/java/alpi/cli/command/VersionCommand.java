package alpi.cli.command;

import alpi.cli.json.JsonObject;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi version`: answers without the daemon and without reading any configuration.
public final class VersionCommand implements Noun {
  public static String version() {
    return System.getProperty("alpi.version", "0-development");
  }

  @Override
  public CommandSpec spec() {
    return Spec.leaf("version", "Print the version.").done();
  }

  @Override
  public int run(Call call) {
    if (!call.gaveJson(new JsonObject().put("name", "alpi").put("version", version()))) {
      call.out().line("alpi " + version());
    }
    return 0;
  }
}
