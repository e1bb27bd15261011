package alpi.daemon.tool;

import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Tier;
import alpi.daemon.session.Sessions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Offers the tools that are not in every request, and lets them join the conversation.
final class MoreTools implements Tool<MoreTools.Arguments> {
  private final Tools tools;
  private final List<ToolSpec> named;

  /// @param named those that its description names
  MoreTools(Tools tools, List<ToolSpec> named) {
    this.tools = tools;
    this.named = List.copyOf(named);
  }

  record Arguments(@Doc(value = "what you want to do", longest = 500) String need) {}

  @Override
  public ToolSpec spec() {
    List<String> names = named.stream().map(ToolSpec::name).toList();
    String which = names.isEmpty() ? "" : ": " + String.join(", ", names);
    return ToolSpec.of(
        Sessions.TOOL_LIST,
        "Get further tools" + which + ".",
        ToolTrait.CORE,
        ToolTrait.IDEMPOTENT,
        ToolTrait.PARALLEL);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    var access = new Access(Capability.ASK, Sessions.TOOL_LIST, Tier.SAFE, "looking for tools");
    return new Plan(List.of(access), "look for further tools", Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    List<ToolSpec> rarer = tools.rarer();
    if (rarer.isEmpty()) {
      return ToolResult.ok("There are no further tools.", Labels.NONE);
    }
    List<ToolSpec> fitting = rarer.stream().filter(spec -> fits(spec, arguments.need())).toList();
    List<ToolSpec> chosen = fitting.isEmpty() ? rarer : fitting;
    tools.unlock(context.session(), chosen.stream().map(ToolSpec::name).toList());
    var text = new StringBuilder("You can call these from now on:\n");
    chosen.forEach(
        spec -> text.append(spec.name()).append(": ").append(spec.description()).append('\n'));
    return ToolResult.ok(text.toString(), Labels.NONE);
  }

  private static boolean fits(ToolSpec spec, String need) {
    String wanted = need.toLowerCase(Locale.ROOT);
    String described = (spec.name() + " " + spec.description()).toLowerCase(Locale.ROOT);
    for (String word : wanted.split("[^a-z0-9]+", -1)) {
      if (word.length() > 3 && described.contains(word)) {
        return true;
      }
    }
    return wanted.contains(spec.name());
  }
}
