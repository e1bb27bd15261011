package alpi.daemon.policy.shell;

/// How a command line is run, so that what was judged is what runs.
public sealed interface CommandPlan {
  /// Without a shell: we start each program with exactly these arguments.
  record Plain(PlainPipeline pipeline) implements CommandPlan {}

  /// By a shell that reads the exact text: its meaning depends on the machine.
  ///
  /// @param needsBash whether another shell would read it differently
  record Script(String text, boolean needsBash) implements CommandPlan {}
}
