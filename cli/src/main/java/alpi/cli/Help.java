package alpi.cli;

import alpi.cli.term.Out;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/// The help texts: one screen for `alpi`, one for each command.
final class Help {
  private Help() {}

  static void print(Out out) {
    out.line("Usage: alpi [-p PROFILE] COMMAND ...    (alone: an interactive chat)");
    out.line("");
    out.line("  alpi chat --once \"Summarise README.md\"");
    out.line("  git diff | alpi chat --once \"Review this\"");
    out.line("");
    for (String[] noun : Catalog.nouns()) {
      StringBuilder line = new StringBuilder("  ").append(noun[0]);
      line.repeat(' ', Math.max(1, 14 - line.length())).append(noun[1]);
      out.line(line.toString());
    }
    out.line("");
    out.line("alpi help WORDS searches all of this and the manual: alpi help add a peer.");
    out.line("alpi COMMAND --help says more. Every command takes -p/--profile and --json.");
    out.line(
        "Exit: 0 done, 1 failed, 2 usage, 3 denied, 4 budget, 5 unreachable, 130 interrupted.");
  }

  static String of(CommandSpec spec) {
    String name = spec.qualifiedName(" ");
    CommandLine command = new CommandLine(spec).setInterpolateVariables(false);
    return command
        .getUsageMessage(Ansi.OFF)
        .replaceFirst("^Usage: \\Q" + name + "\\E", "Usage: alpi " + name);
  }
}
