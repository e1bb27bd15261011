package alpi.daemon.tool.talk;

import alpi.alp.rpc.Problem;
import alpi.daemon.policy.Access;
import alpi.daemon.policy.Capability;
import alpi.daemon.policy.Labels;
import alpi.daemon.policy.Source;
import alpi.daemon.policy.Tier;
import alpi.daemon.session.SearchHit;
import alpi.daemon.session.Sessions;
import alpi.daemon.tool.Doc;
import alpi.daemon.tool.Plan;
import alpi.daemon.tool.Tool;
import alpi.daemon.tool.ToolContext;
import alpi.daemon.tool.ToolResult;
import alpi.daemon.tool.ToolSpec;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds what was said in past conversations. What comes back carries the labels of the
/// conversations it comes from: remembering a stranger's words makes them no less a stranger's.
public final class RecallTool implements Tool<RecallTool.Arguments> {
  /// Most hits.
  public static final int MAX_HITS = 12;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  private final Sessions sessions;

  public RecallTool(Sessions sessions) {
    this.sessions = sessions;
  }

  public record Arguments(@Doc(value = "words to look for", longest = 500) String query) {}

  @Override
  public ToolSpec spec() {
    return new ToolSpec("recall", "Search past conversations.", true, true, true);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    var access =
        new Access(Capability.MEMORY_READ, "sessions", Tier.SAFE, "searching conversations");
    return new Plan(List.of(access), "search past conversations", Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    Labels labels = new Labels(Set.of(), true);
    var text = new StringBuilder();
    for (SearchHit hit : sessions.search(arguments.query(), MAX_HITS)) {
      if (hit.session().equals(context.session())) {
        continue;
      }
      labels = labels.and(labels(hit));
      text.append('[')
          .append(DAY.format(hit.at()))
          .append(' ')
          .append(hit.session())
          .append(' ')
          .append(hit.role())
          .append("] ")
          .append(hit.snippet().strip())
          .append('\n');
    }
    return ToolResult.ok(text.isEmpty() ? "Nothing was found." : text.toString(), labels);
  }

  /// Of the whole conversation; of one that cannot be opened, the worst.
  private Labels labels(SearchHit hit) {
    try {
      return sessions.open(hit.session()).labels();
    } catch (Problem e) {
      return Labels.of(Source.WEB, true);
    }
  }
}
