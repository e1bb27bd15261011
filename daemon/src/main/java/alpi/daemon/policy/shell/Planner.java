package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Output;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import alpi.daemon.policy.shell.ShellNode.Assignment;
import alpi.daemon.policy.shell.ShellNode.Item;
import alpi.daemon.policy.shell.ShellNode.Pipeline;
import alpi.daemon.policy.shell.ShellNode.Simple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds out whether a tree can be run without a shell: fixed words, pipes, `&&`, `||`, `;` and
/// simple redirections, and no command that only a shell has.
final class Planner {
  private static final Set<String> SHELL_ONLY =
      Set.of(
          ".",
          ":",
          "source",
          "eval",
          "exec",
          "exit",
          "export",
          "set",
          "unset",
          "trap",
          "alias",
          "unalias",
          "ulimit",
          "umask",
          "wait",
          "jobs",
          "fg",
          "bg",
          "read",
          "local",
          "declare",
          "typeset",
          "readonly",
          "return",
          "shift",
          "let",
          "hash",
          "type",
          "command",
          "builtin",
          "pushd",
          "popd",
          "dirs",
          "shopt",
          "bind",
          "history",
          "times",
          "getopts",
          "mapfile",
          "readarray",
          "disown",
          "suspend",
          "enable",
          "caller",
          "compgen",
          "complete",
          "fc",
          "logout",
          "break",
          "continue");

  private Planner() {}

  static Optional<PlainPipeline> plain(ShellNode.Sequence root) {
    List<Step> steps = new ArrayList<>();
    for (Item item : root.items()) {
      Optional<Step> step = item.background() ? Optional.empty() : step(item);
      if (step.isEmpty()) {
        return Optional.empty();
      }
      steps.add(step.get());
    }
    return Optional.of(new PlainPipeline(steps));
  }

  private static Optional<Step> step(Item item) {
    List<ShellNode> nodes = List.of(item.node());
    boolean negated = false;
    if (item.node() instanceof Pipeline pipeline) {
      if (!pipeline.plain()) {
        return Optional.empty();
      }
      nodes = pipeline.stages();
      negated = pipeline.negated();
    }
    List<Stage> stages = new ArrayList<>();
    for (ShellNode node : nodes) {
      Optional<Stage> stage = node instanceof Simple simple ? stage(simple) : Optional.empty();
      if (stage.isEmpty() || (stage.get().changesDirectory() && nodes.size() > 1)) {
        return Optional.empty();
      }
      stages.add(stage.get());
    }
    return Optional.of(new Step(item.joint(), negated, stages));
  }

  private static Optional<Stage> stage(Simple simple) {
    Optional<List<String>> argv = argv(simple.words());
    Optional<Map<String, String>> environment = environment(simple.assignments());
    if (argv.isEmpty()
        || environment.isEmpty()
        || !simple.redirects().stream().allMatch(Planner::known)) {
      return Optional.empty();
    }
    var stage = new Redirections();
    for (Redirect redirect : simple.redirects()) {
      if (!stage.take(redirect)) {
        return Optional.empty();
      }
    }
    boolean directory = argv.get().getFirst().equals("cd");
    if (directory && (argv.get().size() != 2 || argv.get().get(1).startsWith("-") || stage.any())) {
      return Optional.empty();
    }
    return Optional.of(
        new Stage(argv.get(), environment.get(), stage.input, stage.output, stage.errors));
  }

  private static boolean known(Redirect redirect) {
    return redirect.target().fixed().isPresent() && !redirect.text();
  }

  private static Optional<List<String>> argv(List<Word> words) {
    List<String> argv = new ArrayList<>();
    for (Word word : words) {
      Optional<String> fixed = word.fixed();
      if (fixed.isEmpty()) {
        return Optional.empty();
      }
      argv.add(fixed.get());
    }
    boolean runnable =
        !argv.isEmpty() && !argv.getFirst().isEmpty() && !SHELL_ONLY.contains(argv.getFirst());
    return runnable ? Optional.of(argv) : Optional.empty();
  }

  private static Optional<Map<String, String>> environment(List<Assignment> assignments) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Assignment assignment : assignments) {
      Optional<String> value =
          assignment.array() || assignment.append()
              ? Optional.empty()
              : assignment.values().getFirst().fixed();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      environment.put(assignment.name(), value.get());
    }
    return Optional.of(environment);
  }

  /// The redirections of one program, in the orders that mean the same to us as to a shell.
  private static final class Redirections {
    private Optional<String> input = Optional.empty();
    private Optional<Output> output = Optional.empty();
    private Errors errors = new Errors.Apart();

    boolean any() {
      return input.isPresent() || output.isPresent() || !(errors instanceof Errors.Apart);
    }

    boolean take(Redirect redirect) {
      String target = redirect.target().fixed().orElseThrow();
      String what = redirect.descriptor() + redirect.operator();
      return switch (what) {
        case "<", "0<" -> input.isEmpty() && in(target);
        case ">", "1>", ">|", "1>|" -> out(new Output(target, false));
        case ">>", "1>>" -> out(new Output(target, true));
        case "2>", "2>|" -> err(new Errors.ToFile(new Output(target, false)));
        case "2>>" -> err(new Errors.ToFile(new Output(target, true)));
        case "2>&" -> target.equals("1") && err(new Errors.WithOutput());
        case "&>" -> out(new Output(target, false)) && err(new Errors.WithOutput());
        case "&>>" -> out(new Output(target, true)) && err(new Errors.WithOutput());
        default -> false;
      };
    }

    private boolean in(String file) {
      input = Optional.of(file);
      return true;
    }

    /// After the errors were joined to the output, moving the output would leave them behind.
    private boolean out(Output file) {
      boolean free = output.isEmpty() && !(errors instanceof Errors.WithOutput);
      output = Optional.of(file);
      return free;
    }

    private boolean err(Errors to) {
      boolean free = errors instanceof Errors.Apart;
      errors = to;
      return free;
    }
  }
}
