package alpi.cli;

import alpi.cli.command.Arguments;
import alpi.cli.command.Noun;
import alpi.cli.term.Nearest;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
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

  /// What was typed after the noun; null when it was a request for help, which is then printed.
  ///
  /// @throws Refusal when it cannot be understood
  static @Nullable Arguments arguments(Noun noun, String[] rest, Out out) {
    try {
      ParseResult parsed = parse(noun, rest);
      if (leaf(parsed).isUsageHelpRequested()) {
        out.print(Help.of(leaf(parsed).commandSpec()));
        return null;
      }
      return Arguments.of(parsed);
    } catch (ParameterException e) {
      throw refusal(e);
    }
  }

  /// Parses, with the noun's usual verb put in when none was typed.
  private static ParseResult parse(Noun noun, String[] rest) {
    CommandLine command = of(noun.spec());
    Set<String> verbs = command.getSubcommands().keySet();
    boolean named = verbs.isEmpty();
    for (String word : rest) {
      named |= verbs.contains(word) || word.equals("--help") || word.equals("-h");
    }
    boolean bare = rest.length == 0 || rest[0].startsWith("-");
    if (named || !bare) {
      return command.parseArgs(rest);
    }
    if (noun.defaultVerb().isEmpty()) {
      throw Refusal.usage(
          "\"alpi " + command.getCommandName() + "\" needs a verb.",
          "One of: " + String.join(", ", verbs) + ".");
    }
    String[] full = new String[rest.length + 1];
    full[0] = noun.defaultVerb();
    System.arraycopy(rest, 0, full, 1, rest.length);
    return command.parseArgs(full);
  }

  private static ParseResult leaf(ParseResult parsed) {
    return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
  }

  private static Refusal refusal(ParameterException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String help = "See: alpi " + path(spec) + " --help";
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> rest = unmatched.getUnmatched();
      String word = rest.getFirst();
      boolean option = word.startsWith("-");
      boolean verb = !option && !spec.subcommands().isEmpty();
      String hint = option ? Nearest.hint(word, optionNames(spec)) : verbHint(word, spec);
      return Refusal.usage(
          (option ? "There is no option \"" : verb ? "There is no verb \"" : "Unexpected: \"")
              + word
              + "\" in \"alpi "
              + path(spec)
              + "\".",
          hint.isEmpty() ? help : hint + " " + help);
    }
    if (e instanceof MissingParameterException missing
        && missing.getMissing().getFirst() instanceof PositionalParamSpec first) {
      return Refusal.usage(
          "\"alpi " + path(spec) + "\" needs " + first.paramLabel() + ": " + text(first) + ".",
          help);
    }
    String sentence = String.valueOf(e.getMessage());
    return Refusal.usage(sentence.endsWith(".") ? sentence : sentence + ".", help);
  }

  private static String text(PositionalParamSpec argument) {
    return String.join(" ", argument.description());
  }

  private static String verbHint(String word, CommandSpec spec) {
    if (spec.subcommands().isEmpty()) {
      return spec.positionalParameters().isEmpty()
          ? ""
          : "Put words that belong together in quotes.";
    }
    String near = Nearest.hint(word, spec.subcommands().keySet().toArray(new String[0]));
    String all = "One of: " + String.join(", ", spec.subcommands().keySet()) + ".";
    return near.isEmpty() ? all : near;
  }

  private static String[] optionNames(CommandSpec spec) {
    return spec.optionsMap().keySet().toArray(new String[0]);
  }

  private static String path(CommandSpec spec) {
    CommandSpec parent = spec.parent();
    return parent == null ? spec.name() : path(parent) + " " + spec.name();
  }
}
