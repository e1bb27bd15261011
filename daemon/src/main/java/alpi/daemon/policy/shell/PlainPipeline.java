package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.ShellNode.Joint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Programs with fixed arguments, joined by pipes and by how the one before ended.
public record PlainPipeline(List<Step> steps) {
  public PlainPipeline {
    steps = List.copyOf(steps);
  }

  /// One pipeline.
  ///
  /// @param negated whether success and failure are exchanged
  public record Step(Joint joint, boolean negated, List<Stage> stages) {
    public Step {
      stages = List.copyOf(stages);
    }
  }

  /// One program, or the one command that only we can do: `cd`.
  ///
  /// @param environment added for this program alone
  public record Stage(
      List<String> argv,
      Map<String, String> environment,
      Optional<String> input,
      Optional<Output> output,
      Errors errors) {
    public Stage {
      argv = List.copyOf(argv);
      environment = Map.copyOf(environment);
    }

    public boolean changesDirectory() {
      return argv.getFirst().equals("cd");
    }
  }

  /// A file that takes output.
  public record Output(String file, boolean append) {}

  /// Where a program's error output goes.
  public sealed interface Errors {
    /// Kept apart.
    record Apart() implements Errors {}

    /// To wherever its output goes.
    record WithOutput() implements Errors {}

    /// To a file of its own.
    record ToFile(Output file) implements Errors {}
  }
}
