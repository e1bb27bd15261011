package alpi.daemon.sandbox;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.policy.shell.ShellNode.Joint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Runs commands on the machine itself. It keeps nothing from them but our environment and our
/// files' descriptors: a command can do whatever its owner can.
public final class HostSandbox implements Sandbox {
  private final ChildEnvironment environment;
  private final BinaryLookup programs;
  private final SensitivePaths sensitive;
  private final Children children;
  private final Time time;
  private final Ids ids;

  /// Programs that the environment of this process names, by their variables.
  private final Map<String, Path> named = new HashMap<>();

  /// @param ours the environment of this process, of which little is handed on
  /// @param children of this process, whichever sandbox started them
  public HostSandbox(
      Map<String, String> ours, SensitivePaths sensitive, Children children, Time time, Ids ids) {
    this.environment = new ChildEnvironment(ours);
    this.programs = new BinaryLookup(environment.path());
    this.sensitive = sensitive;
    this.children = children;
    this.time = time;
    this.ids = ids;
    ours.forEach((name, value) -> {
      if (name.endsWith("_BIN") && value.startsWith("/")) {
        named.put(name, Path.of(value));
      }
    });
  }

  /// The program that a variable of this process's environment names, such as `OBSCURA_BIN`.
  public Optional<Path> named(String variable) {
    return Optional.ofNullable(named.get(variable));
  }

  /// Where programs are looked for: for judging what will be run.
  public BinaryLookup programs() {
    return programs;
  }

  /// Lets something in that starts programs by itself, a browser for example.
  ///
  /// @param pids its programs
  public <T, E extends Exception> T admit(
      Children.Opening<T, E> opening, Function<T, Set<Long>> pids) throws E {
    children.ready(programs, environment.path());
    return children.admit(opening, pids);
  }

  /// What all processes of such a guest must carry in their environment.
  public Map<String, String> marks() {
    return children.marks();
  }

  /// Collects what such a guest has left behind that ended.
  public void collect() {
    children.collect();
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public Ids ids() {
    return ids;
  }

  @Override
  public Finished run(Execution execution, Cancel cancel, String id, Capture out, Capture err)
      throws InterruptedException {
    children.ready(programs, environment.path());
    var tree = new ProcessTree(children, time, id);
    var starter = new Starter(environment, programs, children, tree, id);
    var run =
        new Run(
            execution,
            cancel,
            starter,
            tree,
            new Ends(sensitive),
            time,
            out,
            err,
            Allowance.BOUNDLESS);
    return run.steps(steps(execution.plan()));
  }

  private List<PlainPipeline.Step> steps(CommandPlan plan) {
    return switch (plan) {
      case CommandPlan.Plain(PlainPipeline pipeline) -> pipeline.steps();
      case CommandPlan.Script(String text, boolean needsBash) ->
          List.of(
              new PlainPipeline.Step(
                  Joint.ALWAYS,
                  false,
                  List.of(
                      new PlainPipeline.Stage(
                          List.of(shell(programs, needsBash), "-c", text),
                          Map.of(),
                          Optional.empty(),
                          Optional.empty(),
                          new PlainPipeline.Errors.Apart()))));
    };
  }

  /// What reads scripts here.
  ///
  /// @throws Problem `not_found`
  static String shell(BinaryLookup programs, boolean needsBash) {
    boolean bash = programs.locate("bash", Path.of("/")).isPresent();
    if (needsBash && !bash) {
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "The command needs bash, and there is none.",
          "Install bash, or write the command without its extensions.");
    }
    return bash ? "bash" : "sh";
  }
}
