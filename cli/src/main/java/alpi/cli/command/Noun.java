package alpi.cli.command;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/// One noun of the command line.
public interface Noun {
  /// Its options and verbs; built only when it was typed.
  CommandSpec spec();

  /// Does what was typed and returns the exit status.
  ///
  /// @throws IOException when the daemon's connection breaks
  int run(Call call) throws IOException;

  /// The verb meant when none was typed; empty when there is no such verb.
  default String defaultVerb() {
    return "";
  }
}
