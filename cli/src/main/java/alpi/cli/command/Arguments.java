package alpi.cli.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// What was typed after a noun: its verb, options by long name, positional arguments.
public final class Arguments {
  private final String verb;
  private final Map<String, List<String>> options = new HashMap<>();
  private final List<String> positionals = new ArrayList<>();

  private Arguments(String verb) {
    this.verb = verb;
  }

  /// What the parser understood.
  public static Arguments of(ParseResult parsed) {
    boolean nested = parsed.hasSubcommand();
    ParseResult leaf = nested ? parsed.subcommand() : parsed;
    Arguments arguments = new Arguments(nested ? leaf.commandSpec().name() : "");
    if (nested) {
      arguments.take(parsed);
    }
    arguments.take(leaf);
    return arguments;
  }

  /// The one line that is typed most, `chat --once TEXT`, needs no parser: loading one is a quarter
  /// of the time that such a command takes.
  public static Arguments once(String text) {
    Arguments arguments = new Arguments("");
    arguments.options.put("--once", List.of("true"));
    arguments.positionals.add(text);
    return arguments;
  }

  /// Of a line that says nothing but, perhaps, that a program reads the answer.
  public static Arguments bare(boolean json) {
    Arguments arguments = new Arguments("");
    if (json) {
      arguments.options.put("--json", List.of("true"));
    }
    return arguments;
  }

  public String verb() {
    return verb;
  }

  public boolean has(String option) {
    return options.containsKey(option);
  }

  /// The last value of the option; empty when it was not given.
  public String text(String option) {
    List<String> values = texts(option);
    return values.isEmpty() ? "" : values.getLast();
  }

  public List<String> texts(String option) {
    return options.getOrDefault(option, List.of());
  }

  /// The positional argument; empty when it was not given.
  public String argument(int index) {
    return index < positionals.size() ? positionals.get(index) : "";
  }

  /// Whether the positional argument was given.
  public boolean isTyped(int index) {
    return index < positionals.size();
  }

  private void take(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      options.put(option.longestName(), List.copyOf(option.stringValues()));
    }
    for (PositionalParamSpec positional : parsed.matchedPositionals()) {
      positionals.addAll(positional.stringValues());
    }
  }
}
