package alpi.daemon.tool.shell;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.config.ProfileConfig;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Origins;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.CommandTiers;
import alpi.daemon.policy.shell.CommandVerdict;
import alpi.daemon.policy.shell.PlainPipeline;
import alpi.daemon.sandbox.BackgroundJobs;
import alpi.daemon.sandbox.BinaryLookup;
import alpi.daemon.sandbox.Execution;
import alpi.daemon.sandbox.Finished;
import alpi.daemon.sandbox.Sandbox;
import alpi.daemon.sandbox.SandboxChoice;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Runs a command in the workspace, to its end or in the background. What policy judged is what the
/// sandbox is given: the command is read again right before it runs, and if that reading is any
/// other than the one that was agreed to, it does not run.
public final class ShellTool implements Tool<ShellTool.Arguments> {
  /// Longest command line, in characters.
  public static final int MAX_COMMAND = 64 << 10;

  /// How much of each output is kept in memory.
  static final int KEEP_BYTES = 1 << 20;

  /// Longest timeout that may be asked for, in seconds.
  public static final int MAX_SECONDS = 86_400;

  private final CommandTiers tiers;
  private final BinaryLookup programs;
  private final SandboxChoice sandboxes;
  private final BackgroundJobs background;
  private final Spills spills;
  private final CommandLabels labels;
  private final Path home;
  private final Outlets outlets;
  private final Supplier<ProfileConfig> settings;

  /// @param home the owner's home folder
  /// @param settings as they are now
  public ShellTool(
      CommandTiers tiers,
      BinaryLookup programs,
      SandboxChoice sandboxes,
      BackgroundJobs background,
      Spills spills,
      CommandLabels labels,
      Outlets outlets,
      Path home,
      Supplier<ProfileConfig> settings) {
    this.tiers = tiers;
    this.programs = programs;
    this.sandboxes = sandboxes;
    this.background = background;
    this.spills = spills;
    this.labels = labels;
    this.outlets = outlets;
    this.home = home;
    this.settings = settings;
  }

  public enum Action {
    RUN,
    BACKGROUND,
    STATUS,
    KILL
  }

  public record Arguments(
      @Doc(longest = MAX_COMMAND) Optional<String> command,
      @Doc("default run; status and kill take the id that background gave") Optional<Action> action,
      @Doc(longest = 40) Optional<String> id,
      @Doc(value = "seconds", min = 1, max = MAX_SECONDS) Optional<Integer> timeout) {
    public Arguments {
      Action what = action.orElse(Action.RUN);
      boolean runs = what == Action.RUN || what == Action.BACKGROUND;
      if (runs && (command.isEmpty() || id.isPresent())) {
        throw new IllegalArgumentException("To run something give command, and no id.");
      }
      if (!runs && (command.isPresent() || timeout.isPresent())) {
        throw new IllegalArgumentException("status and kill take an id and nothing else.");
      }
      if (what == Action.KILL && id.isEmpty()) {
        throw new IllegalArgumentException("kill takes the id of a background command.");
      }
    }

    Action what() {
      return action.orElse(Action.RUN);
    }
  }

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("shell", "Run a command in the workspace.", ToolTrait.CORE);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    return switch (arguments.what()) {
      case RUN, BACKGROUND -> plan(assess(arguments, context), arguments, context);
      case STATUS, KILL -> {
        var access =
            new Access(Capability.ASK, "background", Tier.SAFE, "a command of this conversation");
        String what = arguments.what() == Action.KILL ? "end" : "look at";
        yield new Plan(List.of(access), what + " background command", Map.of());
      }
    };
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    return switch (arguments.what()) {
      case RUN -> foreground(arguments, plan, context);
      case BACKGROUND -> {
        CommandVerdict verdict = agreed(arguments, plan, context);
        String id = background(verdict, arguments, context);
        yield ToolResult.ok(
            "Started in the background as " + id + ".", Labels.of(Source.WORKSPACE, true));
      }
      case STATUS -> status(arguments, context);
      case KILL -> {
        String id = arguments.id().orElseThrow();
        yield shown(List.of(background.stop(id, context.session())));
      }
    };
  }

  /// Starts it, and ends it when the permission for it does, or for what it has reached. Its way to
  /// the network stays open as long as it runs; where somebody could be asked about a connection it
  /// has none, because the question would come long after the call.
  private String background(CommandVerdict verdict, Arguments arguments, ToolContext context) {
    Sandbox sandbox = sandbox(context);
    Outlet outlet = context.attended() ? Outlet.SHUT : outlet(sandbox, context);
    try {
      Labels known = context.labels().and(outlet.expected());
      Optional<Origins.Watch> watch = watch(verdict, context, known);
      var withdrawn = new Cancel();
      Cancel.Registration held = context.holding().retain(withdrawn::fire);
      String id =
          background.start(
              sandbox,
              execution(verdict, arguments, context).reaching(outlet.network()),
              context.session(),
              () -> {
                outlet.close();
                watch.ifPresent(Origins.Watch::end);
                held.close();
              });
      var _ = withdrawn.onFire(() -> background.end(id));
      return id;
    } catch (RuntimeException e) {
      outlet.close();
      throw e;
    }
  }

  private ToolResult foreground(Arguments arguments, Plan plan, ToolContext context)
      throws InterruptedException {
    CommandVerdict verdict = agreed(arguments, plan, context);
    Sandbox sandbox = sandbox(context);
    Finished finished;
    Labels received;
    try (Outlet outlet = outlet(sandbox, context)) {
      Execution execution = execution(verdict, arguments, context).reaching(outlet.network());
      Labels known = context.labels().and(outlet.expected());
      Optional<Origins.Watch> watch = watch(verdict, context, known);
      try {
        finished = sandbox.run(execution, context.cancel());
      } finally {
        watch.ifPresent(Origins.Watch::end);
      }
      received = outlet.received();
    }
    return told(arguments, verdict, context, finished, received);
  }

  private Outlet outlet(Sandbox sandbox, ToolContext context) {
    return sandbox.equals(sandboxes.wall()) ? outlets.of(context) : Outlet.SHUT;
  }

  private ToolResult told(
      Arguments arguments,
      CommandVerdict verdict,
      ToolContext context,
      Finished finished,
      Labels received) {
    try {
      boolean ok = finished.end() == Finished.End.EXITED && finished.exit() == 0;
      String text = CommandOutput.text(finished, timeout(arguments));
      Labels carried =
          labels.output(verdict, real(context.workspace()), text, context.labels()).and(received);
      String spilled = spills.keep(finished, context.session(), carried);
      return new ToolResult(ok, text + spilled, carried, List.of());
    } catch (IOException e) {
      throw Problem.of(ErrorCode.STORAGE, "The output could not be kept.").because(e);
    }
  }

  private ToolResult status(Arguments arguments, ToolContext context) {
    if (arguments.id().isPresent()) {
      return shown(List.of(background.status(arguments.id().get(), context.session())));
    }
    List<BackgroundJobs.Status> all = background.list(context.session());
    return all.isEmpty()
        ? ToolResult.ok("No command of this conversation runs in the background.", Labels.NONE)
        : shown(all);
  }

  /// Its output may be anyone's words: what the command reached is no longer known.
  private static ToolResult shown(List<BackgroundJobs.Status> jobs) {
    var text = new StringBuilder();
    for (BackgroundJobs.Status job : jobs) {
      text.append(job.id()).append(": ").append(job.state());
      job.exit().ifPresent(exit -> text.append(", exit ").append(exit));
      text.append(", ").append(job.outBytes()).append(" bytes of output\n");
      text.append(CommandOutput.plain(job.tail()));
    }
    Labels labels = Labels.of(Source.WORKSPACE, true).and(Labels.of(Source.WEB, true));
    return ToolResult.ok(text.toString(), labels);
  }

  private CommandVerdict assess(Arguments arguments, ToolContext context) {
    Path workspace = real(context.workspace());
    return tiers.assess(arguments.command().orElseThrow(), workspace, home, workspace);
  }

  /// The command as it reads now, if that is what was agreed to.
  private CommandVerdict agreed(Arguments arguments, Plan plan, ToolContext context) {
    CommandVerdict verdict = assess(arguments, context);
    if (!plan(verdict, arguments, context).equals(plan)) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "What the command would do has changed since it was judged, so it did not run.",
          "Look at the current state, then call again.");
    }
    return verdict;
  }

  private Plan plan(CommandVerdict verdict, Arguments arguments, ToolContext context) {
    String command = arguments.command().orElseThrow();
    String where = arguments.what() == Action.BACKGROUND ? "run in the background: " : "run: ";
    var binding = new TreeMap<String, String>();
    binding.put("cwd", real(context.workspace()).toString());
    binding.put("environment", "safe list");
    binding.put("sandbox", sandbox(context).name());
    verdict.plan().ifPresent(how -> bind(how, Path.of(binding.get("cwd")), binding));
    return new Plan(verdict.accesses(), where + command, binding);
  }

  private void bind(CommandPlan how, Path cwd, Map<String, String> binding) {
    byte[] form = how.toString().getBytes(StandardCharsets.UTF_8);
    binding.put("plan", Sha256.of(form).hex());
    List<String> names =
        switch (how) {
          case CommandPlan.Script _ -> List.of("bash", "sh");
          case CommandPlan.Plain(PlainPipeline pipeline) ->
              pipeline.steps().stream()
                  .flatMap(step -> step.stages().stream())
                  .map(stage -> stage.argv().getFirst())
                  .distinct()
                  .toList();
        };
    for (String name : names) {
      programs
          .identify(name, cwd)
          .ifPresent(binary ->
              binding.put(
                  "program " + name, binary.real() + " " + binary.inode() + " " + binary.hash()));
    }
  }

  private Execution execution(CommandVerdict verdict, Arguments arguments, ToolContext context) {
    CommandPlan how =
        verdict
            .plan()
            .orElseThrow(() -> Problem.of(ErrorCode.DENIED, "That command is never run."));
    return new Execution(
        how,
        real(context.workspace()),
        Map.of(),
        timeout(arguments),
        KEEP_BYTES,
        context.home().background());
  }

  private Duration timeout(Arguments arguments) {
    Duration standard =
        arguments.what() == Action.BACKGROUND
            ? BackgroundJobs.MAX_LIFE
            : settings.get().tools().shell().timeout();
    return arguments.timeout().map(Duration::ofSeconds).orElse(standard);
  }

  private Sandbox sandbox(ToolContext context) {
    ProfileConfig now = settings.get();
    return sandboxes.of(now.sandbox().mode(), now.posture(), context.authority().alone());
  }

  private Optional<Origins.Watch> watch(CommandVerdict verdict, ToolContext context, Labels known) {
    return labels.watch(verdict, real(context.workspace()), known);
  }

  private static Path real(Path workspace) {
    try {
      return workspace.toRealPath();
    } catch (IOException e) {
      throw Problem.of(ErrorCode.NOT_FOUND, "The workspace is gone: " + workspace + ".").because(e);
    }
  }
}
