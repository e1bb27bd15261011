package alpi.cli;

import alpi.cli.term.Refusal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// How every command line is parsed: the same settings, the same sentences for mistakes.
final class Parsing {
  private Parsing() {}

  static CommandLine of(CommandSpec spec) {
    // An argument that starts with @ is text for a model, never a file of further arguments.
    return new CommandLine(spec)
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setOverwrittenOptionsAllowed(true);
  }

  static ParseResult leaf(ParseResult parsed) {
    return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
  }

  static Refusal refusal(ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String help = "See: alpi " + path(spec) + " --help";
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> rest = unmatched.getUnmatched();
      String word = rest.getFirst();
      boolean option = word.startsWith("-");
      String hint = option ? Nearest.hint(word, optionNames(spec)) : verbHint(word, spec);
      return Refusal.usage(
          (option ? "There is no option \"" : "Unexpected: \"")
              + word
              + "\" in \"alpi "
              + path(spec)
              + "\".",
          hint.isEmpty() ? help : hint + " " + help);
    }
    String sentence = String.valueOf(e.getMessage());
    return Refusal.usage(sentence.endsWith(".") ? sentence : sentence + ".", help);
  }

  private static String verbHint(String word, CommandSpec spec) {
    return Nearest.hint(word, spec.subcommands().keySet().toArray(new String[0]));
  }

  private static String[] optionNames(CommandSpec spec) {
    return spec.optionsMap().keySet().toArray(new String[0]);
  }

  private static String path(CommandSpec spec) {
    CommandSpec parent = spec.parent();
    return parent == null ? spec.name() : path(parent) + " " + spec.name();
  }
}
