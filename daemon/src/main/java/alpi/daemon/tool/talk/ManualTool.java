package alpi.daemon.tool.talk;

import alpi.daemon.context.manual.Manual;
import alpi.daemon.context.manual.ManualHit;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Tier;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import alpi.daemon.tool.ToolTrait;
import java.util.List;
import java.util.Map;

/// Looks into alpi's own manual: how commands, settings and promises of this program are meant.
/// Nothing private is in it, and nothing that a stranger wrote.
public final class ManualTool implements Tool<ManualTool.Arguments> {
  private static final int HITS = 4;

  private final Manual manual;

  public ManualTool(Manual manual) {
    this.manual = manual;
  }

  public record Arguments(
      @Doc(value = "what to look for, or a pointer from an earlier answer", longest = 500)
          String query) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of(
        "manual",
        "Look up how alpi itself works: commands, settings, safety.",
        ToolTrait.IDEMPOTENT,
        ToolTrait.PARALLEL);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    var access = new Access(Capability.ASK, "manual", Tier.SAFE, "looking into the manual");
    return new Plan(List.of(access), "look into the manual", Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    String query = arguments.query().strip();
    boolean pointer = Manual.PAGES.stream().anyMatch(page -> query.startsWith(page));
    if (pointer) {
      return ToolResult.ok(manual.read(query), Labels.NONE);
    }
    var text = new StringBuilder();
    for (ManualHit hit : manual.search(query, HITS)) {
      text.append('[').append(hit.section().pointer()).append("] ").append(hit.section().path());
      text.append('\n').append(hit.excerpt()).append("\n\n");
    }
    return ToolResult.ok(
        text.isEmpty() ? "The manual says nothing of that." : text.toString().strip(), Labels.NONE);
  }
}
