package alpi.daemon.sandbox;

import alpi.daemon.policy.shell.PlainPipeline.Errors;
import alpi.daemon.policy.shell.PlainPipeline.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts single programs: exact arguments, short environment, a session of their own.
final class Starter {
  private static final ProcessBuilder.Redirect NOTHING =
      ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

  private final ChildEnvironment environment;
  private final BinaryLookup programs;
  private final Children children;
  private final ProcessTree tree;
  private final String run;
  private final Optional<Path> session;

  Starter(
      ChildEnvironment environment,
      BinaryLookup programs,
      Children children,
      ProcessTree tree,
      String run) {
    this.environment = environment;
    this.programs = programs;
    this.children = children;
    this.tree = tree;
    this.run = run;
    this.session = programs.locate("setsid", Path.of("/"));
  }

  /// @param fed whether somebody will write to its input
  /// @param added to the environment of every program of the run
  /// @return empty when there is no such program
  Optional<Process> start(Stage stage, Path cwd, boolean fed, Map<String, String> added)
      throws IOException {
    Optional<Path> program = programs.locate(stage.argv().getFirst(), cwd);
    if (program.isEmpty()) {
      return Optional.empty();
    }
    List<String> argv = new ArrayList<>();
    // Nothing to ask a shell for: setsid replaces itself by the program.
    session.ifPresent(path -> argv.addAll(List.of(path.toString(), "--")));
    argv.add(program.get().toString());
    argv.addAll(stage.argv().subList(1, stage.argv().size()));
    var builder = new ProcessBuilder(argv).directory(cwd.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment.of(added, cwd, run));
    builder.environment().putAll(stage.environment());
    builder.environment().put(ChildEnvironment.RUN, run);
    builder.redirectInput(fed ? ProcessBuilder.Redirect.PIPE : NOTHING);
    builder.redirectErrorStream(stage.errors() instanceof Errors.WithOutput);
    children.mark().ifPresent(mark -> builder.environment().put(Watchdog.MARK, mark));
    return Optional.of(children.start(builder, tree, session.isPresent()));
  }
}
