package alpi.daemon.sandbox.wall;

import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Output;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import alpi.daemon.policy.shell.PlainPipeline.Step;
import alpi.daemon.policy.shell.ShellNode.Joint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Puts a judged plan into one command, so that all of it runs behind one wall. A single program is
/// that program with its arguments. Several become a script in which every word stands in single
/// quotes, so that a shell joins them and reads nothing into them.
public final class PlanScript {
  private static final int NOT_FOUND = 127;

  private final Function<String, Optional<Path>> programs;
  private final String shell;

  /// @param programs finds a program by a name without a slash
  /// @param shell what reads scripts
  public PlanScript(Function<String, Optional<Path>> programs, String shell) {
    this.programs = programs;
    this.shell = shell;
  }

  /// Program and arguments.
  public List<String> command(CommandPlan plan) {
    return switch (plan) {
      case CommandPlan.Script(String text, _) -> List.of(shell, "-c", text);
      case CommandPlan.Plain(PlainPipeline pipeline) ->
          alone(pipeline.steps()).orElseGet(() -> List.of(shell, "-c", text(pipeline)));
    };
  }

  /// The one program without redirections that the plan may be.
  private Optional<List<String>> alone(List<Step> steps) {
    Step first = steps.getFirst();
    Stage stage = first.stages().getFirst();
    boolean one = steps.size() == 1 && first.stages().size() == 1;
    boolean plain = !first.negated() && first.joint() == Joint.ALWAYS;
    if (!one || !plain || stage.changesDirectory() || redirected(stage)) {
      return Optional.empty();
    }
    return program(stage.argv().getFirst())
        .map(found -> {
          List<String> words = new ArrayList<>(stage.argv());
          words.set(0, found);
          return words;
        });
  }

  private static boolean redirected(Stage stage) {
    return stage.input().isPresent()
        || stage.output().isPresent()
        || !stage.environment().isEmpty()
        || !(stage.errors() instanceof Errors.Apart);
  }

  private Optional<String> program(String name) {
    return name.contains("/") ? Optional.of(name) : programs.apply(name).map(Path::toString);
  }

  private String text(PlainPipeline pipeline) {
    var text = new StringBuilder();
    for (Step step : pipeline.steps()) {
      switch (step.joint()) {
        case ALWAYS -> text.append(text.isEmpty() ? "" : "\n");
        case IF_DONE -> text.append(" && ");
        case IF_FAILED -> text.append(" || ");
      }
      text.append(step.negated() ? "! " : "");
      text.append(step.stages().stream().map(this::stage).collect(Collectors.joining(" | ")));
    }
    return text.append('\n').toString();
  }

  private String stage(Stage stage) {
    var text = new StringBuilder();
    if (stage.changesDirectory()) {
      return text.append("cd -- ").append(quoted(stage.argv().get(1))).toString();
    }
    String name = stage.argv().getFirst();
    Optional<String> program = program(name);
    if (program.isPresent()) {
      new TreeMap<>(stage.environment())
          .forEach((key, value) -> text.append(key).append('=').append(quoted(value)).append(' '));
      text.append(quoted(program.get()));
      stage.argv().stream().skip(1).forEach(word -> text.append(' ').append(quoted(word)));
    } else {
      text.append("{ echo ").append(quoted(name + ": command not found"));
      text.append(" >&2; (exit ").append(NOT_FOUND).append("); }");
    }
    stage.input().ifPresent(file -> text.append(" < ").append(quoted(file)));
    stage.output().ifPresent(output -> text.append(to("", output)));
    text.append(errors(stage.errors()));
    return text.toString();
  }

  private static String errors(Errors errors) {
    return switch (errors) {
      case Errors.Apart() -> "";
      case Errors.WithOutput() -> " 2>&1";
      case Errors.ToFile(Output file) -> to("2", file);
    };
  }

  private static String to(String stream, Output output) {
    return switch (output.file()) {
      case "/dev/stdout" -> " " + stream + ">&1";
      case "/dev/stderr" -> " " + stream + ">&2";
      default -> " " + stream + (output.append() ? ">> " : "> ") + quoted(output.file());
    };
  }

  /// One word of a shell, whatever is in it.
  public static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
