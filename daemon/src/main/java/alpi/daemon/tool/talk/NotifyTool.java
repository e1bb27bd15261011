package alpi.daemon.tool.talk;

import alpi.daemon.base.Actor;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Tier;
import alpi.daemon.schedule.NewOutput;
import alpi.daemon.schedule.Output;
import alpi.daemon.schedule.Outputs;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Leaves a note among the owner's outputs, without waiting for anybody.
public final class NotifyTool implements Tool<NotifyTool.Arguments> {
  /// Longest note, in characters.
  public static final int MAX_TEXT = 4_000;

  private final Outputs outputs;

  public NotifyTool(Outputs outputs) {
    this.outputs = outputs;
  }

  public record Arguments(
      @Doc(value = "what it is about, one line", longest = NewOutput.MAX_TITLE) String title,
      @Doc(longest = MAX_TEXT) String text) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "notify", "Leave the owner a note to read later in `alpi outputs`.", ToolTrait.IDEMPOTENT);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    var access = new Access(Capability.ASK, "owner", Tier.SAFE, "leaving a note for the owner");
    return new Plan(List.of(access), "note: " + arguments.title(), Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    outputs.file(
        new NewOutput(
            Output.Kind.NOTE,
            arguments.title(),
            "note:" + context.run() + ":" + context.callId(),
            Optional.empty(),
            Optional.of(context.run()),
            Optional.of(context.session()),
            "note",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            arguments.text()),
        Actor.job(context.run()));
    return ToolResult.ok("Noted.", Labels.NONE);
  }
}
