package alpi.cli.talk;

import alpi.cli.host.HomePaths;
import alpi.cli.host.HostClient;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;

/// An interactive conversation on a terminal.
public final class Conversation {
  private Conversation() {}

  /// Talks until the person leaves; returns the exit status.
  ///
  /// @param params what every turn of it is sent with
  /// @throws Refusal when there is no terminal
  public static int hold(HomePaths home, HostClient client, Out out, JsonObject params) {
    if (out.streams().stdinTty() && out.streams().stdoutTty()) {
      out.tell("Nothing to talk about.");
      return 0;
    }
    throw Refusal.usage(
        "A conversation needs a terminal.", "For one turn: alpi chat --once \"...\"");
  }
}
