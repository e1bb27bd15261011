package alpi.daemon.policy.shell;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.DisplayText;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges command lines: one reading, from which come the verdict and the way it is run.
public final class CommandTiers {
  private final SensitivePaths sensitive;
  private final ProgramLookup programs;

  public CommandTiers(SensitivePaths sensitive, ProgramLookup programs) {
    this.sensitive = sensitive;
    this.programs = programs;
  }

  /// What `commandLine` would do when run in `cwd`. Never throws for any text: what cannot be read
  /// or followed is dangerous.
  public CommandVerdict assess(String commandLine, Path cwd, Path home, Path workspace) {
    return switch (CommandParser.parse(commandLine)) {
      case ParseResult.TooComplex(String why) -> refused(commandLine, "cannot be followed: " + why);
      case ParseResult.Unparsable(String why) -> refused(commandLine, "cannot be read: " + why);
      case ParseResult.Parsed parsed -> {
        var places = new Places(sensitive, cwd, home, workspace);
        try {
          ShellNode.Sequence settled = Settling.settle(parsed.root(), cwd, home);
          Optional<PlainPipeline> plain = Planner.plain(settled);
          // Only what we run ourselves may be judged in its settled form.
          ShellNode.Sequence tree = plain.isPresent() ? settled : parsed.root();
          yield judged(commandLine, parsed, tree, plain, places, cwd);
        } catch (Cursor.Refused refused) {
          yield refused(commandLine, "cannot be followed: " + refused.reason());
        }
      }
    };
  }

  private static CommandVerdict refused(String commandLine, String why) {
    String shown = commandLine.length() > 2000 ? commandLine.substring(0, 2000) : commandLine;
    var access =
        new Access(
            Capability.EXEC,
            DisplayText.escape(shown),
            Tier.DANGEROUS,
            "the command " + why,
            true,
            false);
    return new CommandVerdict(
        Tier.DANGEROUS, "the command " + why, List.of(access), Optional.empty(), false, true, true);
  }

  private CommandVerdict judged(
      String commandLine,
      ParseResult.Parsed parsed,
      ShellNode.Sequence tree,
      Optional<PlainPipeline> plain,
      Places places,
      Path cwd) {
    var findings = new Findings();
    var walk = new Walk(places, findings, programs);
    walk.visit(tree, Feed.NONE);
    if (plain.isEmpty() && !findings.dangerous()) {
      // What a function or a loop does with later values shows on the second round.
      walk.visit(tree, Feed.NONE);
      findings.opaque("its meaning depends on the machine, so a shell has to read it");
    }
    if (plain.isPresent() && !findings.dangerous()) {
      // A pattern means all that it might meet: "~/*" is a home, however little lies in it today.
      var written = new Findings();
      new Walk(places, written, programs).visit(parsed.root(), Feed.NONE);
      if (written.dangerous()) {
        findings.danger(written.reason());
      }
    }
    boolean keeps = findings.rememberable() && plain.isPresent();
    String target =
        plain
            .map(p -> Canonical.text(p, cwd, programs))
            .orElse("cd " + Canonical.quote(cwd.toString()) + " && " + commandLine);
    String name = plain.isPresent() ? "the command" : "the script";
    List<Access> accesses = new ArrayList<>();
    accesses.add(
        new Access(
            Capability.EXEC,
            target,
            findings.tier(),
            findings.tier() == Tier.SAFE ? name : name + " (" + findings.reason() + ")",
            findings.reaches() || !places.inWorkspace(cwd.toString()),
            keeps));
    accesses.addAll(findings.files());
    CommandPlan plan =
        plain.isPresent()
            ? new CommandPlan.Plain(guarded(plain.get()))
            : new CommandPlan.Script(commandLine, parsed.needsBash());
    return new CommandVerdict(
        findings.tier(),
        findings.reason(),
        accesses,
        findings.dangerous() ? Optional.empty() : Optional.of(plan),
        keeps,
        findings.networked(),
        plain.isEmpty() || findings.readsWidely());
  }

  /// Git that only looks is kept from running what a repository names.
  private static PlainPipeline guarded(PlainPipeline pipeline) {
    return new PlainPipeline(
        pipeline.steps().stream()
            .map(step ->
                new PlainPipeline.Step(
                    step.joint(),
                    step.negated(),
                    step.stages().stream().map(CommandTiers::guarded).toList()))
            .toList());
  }

  private static PlainPipeline.Stage guarded(PlainPipeline.Stage stage) {
    List<String> argv = stage.argv();
    boolean looks =
        Judge.basename(argv.getFirst()).equals("git") && SafePrograms.call("git", argv).isPresent();
    if (!looks) {
      return stage;
    }
    Map<String, String> environment = new HashMap<>(stage.environment());
    environment.putAll(SafeGit.ENVIRONMENT);
    return new PlainPipeline.Stage(
        argv, environment, stage.input(), stage.output(), stage.errors());
  }
}
