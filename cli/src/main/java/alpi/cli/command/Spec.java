package alpi.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Builds picocli specifications without annotations, reflection or proxies.
public final class Spec {
  private final CommandSpec spec;

  private Spec(String name, String description) {
    spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description).abbreviateSynopsis(true);
    spec.usageMessage().sortOptions(false);
  }

  /// A command that does something: takes `--json`, `--profile` and `--help` besides its own.
  public static Spec leaf(String name, String description) {
    return new Spec(name, description);
  }

  /// A noun that only holds verbs.
  public static CommandSpec noun(String name, String description, CommandSpec... verbs) {
    CommandSpec spec = new Spec(name, description).done();
    for (CommandSpec verb : verbs) {
      spec.addSubcommand(verb.name(), verb);
    }
    return spec;
  }

  public Spec flag(String name, String description) {
    spec.addOption(
        OptionSpec.builder(name).arity("0").type(boolean.class).description(description).build());
    return this;
  }

  public Spec flag(String shortName, String name, String description) {
    spec.addOption(
        OptionSpec.builder(shortName, name)
            .arity("0")
            .type(boolean.class)
            .description(description)
            .build());
    return this;
  }

  public Spec value(String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .arity("1")
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  public Spec value(String shortName, String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(shortName, name)
            .arity("1")
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  /// An option that may be given more than once.
  public Spec values(String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .arity("1")
            .type(String[].class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  public Spec argument(String label, String description) {
    return positional(label, "1", description);
  }

  public Spec optional(String label, String description) {
    return positional(label, "0..1", description);
  }

  /// An argument whose usual values a shell completes; any other is taken as well.
  public Spec oneOf(String label, String description, List<String> usual) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(spec.positionalParameters().size()))
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel(label)
            .completionCandidates(usual)
            .description(description)
            .build());
    return this;
  }

  /// Any number of words, for a command that says itself what is too many.
  public Spec words(String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(String[].class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  public CommandSpec done() {
    flag("--json", "print JSON for programs");
    value("-p", "--profile", "NAME", "the profile to use (also ALPI_PROFILE)");
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .arity("0")
            .type(boolean.class)
            .usageHelp(true)
            .description("show this help")
            .build());
    return spec;
  }

  private Spec positional(String label, String arity, String description) {
    int index = spec.positionalParameters().size();
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .arity(arity)
            .required(!arity.startsWith("0"))
            .type(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }
}
