package alpi.daemon.tool.talk;

import alpi.daemon.base.SessionId;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A list of things to do, one per conversation. It lives as long as the daemon; the conversation
/// shows how it changed.
public final class TodoTool implements Tool<TodoTool.Arguments> {
  /// Most items.
  public static final int MAX_ITEMS = 100;

  private static final int MAX_SESSIONS = 1000;

  /// Guards [#lists].
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<SessionId, List<Item>> lists = new LinkedHashMap<>(16, 0.75f, true);

  public enum Status {
    OPEN,
    DOING,
    DONE
  }

  public record Item(@Doc(longest = 300) String text, @Doc Status status) {}

  public record Arguments(
      @Doc(value = "the whole new list; leave out to read it", longest = MAX_ITEMS)
          Optional<List<Item>> items) {}

  @Override
  public ToolSpec spec() {
    return ToolSpec.of("todo", "Keep a list of steps for a long task.", ToolTrait.IDEMPOTENT);
  }

  @Override
  public Class<Arguments> arguments() {
    return Arguments.class;
  }

  @Override
  public Plan plan(Arguments arguments, ToolContext context) {
    var access = new Access(Capability.ASK, "todo", Tier.SAFE, "keeping a list");
    return new Plan(List.of(access), "update the list of steps", Map.of());
  }

  @Override
  public ToolResult run(Arguments arguments, Plan plan, ToolContext context) {
    List<Item> items = kept(context.session(), arguments.items());
    var text = new StringBuilder();
    for (Item item : items) {
      String mark =
          switch (item.status()) {
            case OPEN -> "[ ] ";
            case DOING -> "[>] ";
            case DONE -> "[x] ";
          };
      text.append(mark).append(item.text()).append('\n');
    }
    long done = items.stream().filter(item -> item.status() == Status.DONE).count();
    text.append(String.format(Locale.ROOT, "%d of %d done%n", done, items.size()));
    return ToolResult.ok(text.toString(), Labels.NONE);
  }

  private List<Item> kept(SessionId session, Optional<List<Item>> fresh) {
    lock.lock();
    try {
      fresh.ifPresent(items -> lists.put(session, items));
      if (lists.size() > MAX_SESSIONS) {
        lists.remove(lists.keySet().iterator().next());
      }
      return lists.getOrDefault(session, List.of());
    } finally {
      lock.unlock();
    }
  }
}
