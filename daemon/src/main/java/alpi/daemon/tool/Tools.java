package alpi.daemon.tool;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cut;
import alpi.daemon.base.SessionId;
import alpi.daemon.model.ModelRequest.ToolDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// The tools of one profile, by name. A request carries the core ones; the others join a
/// conversation when its model asks for them, so that a plain turn stays small.
public final class Tools {
  /// Conversations whose extra tools are remembered; the longest unused is forgotten.
  static final int MAX_SESSIONS = 1000;

  private final Map<String, Registered<?>> all = new TreeMap<>();

  /// Guards [#unlocked].
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<SessionId, TreeSet<String>> unlocked = new LinkedHashMap<>(16, 0.75f, true);

  /// @throws IllegalArgumentException when two have one name
  public Tools(Collection<? extends Tool<?>> tools) {
    for (Tool<?> tool : tools) {
      add(tool);
    }
    add(new MoreTools(this, rarer()));
  }

  private void add(Tool<?> tool) {
    if (all.put(tool.spec().name(), Registered.of(tool)) != null) {
      throw new IllegalArgumentException("two tools are called " + tool.spec().name());
    }
  }

  /// What a model is shown in this conversation, sorted by name.
  ///
  /// @param deny names the owner has switched off
  public List<ToolDef> offered(SessionId session, Collection<String> deny) {
    Collection<String> extra = unlocked(session);
    return all.values().stream()
        .filter(tool -> tool.spec().is(ToolTrait.CORE) || extra.contains(tool.spec().name()))
        .filter(tool -> tool.tool().available() && !deny.contains(tool.spec().name()))
        .map(Registered::definition)
        .toList();
  }

  /// Every tool that can be used now, for people.
  public List<ToolSpec> specs() {
    return all.values().stream()
        .filter(tool -> tool.tool().available())
        .<ToolSpec>map(Registered::spec)
        .toList();
  }

  /// Whether running the named tool again after a crash changes nothing more.
  public boolean idempotent(String name) {
    Registered<?> tool = all.get(name);
    return tool != null && tool.spec().is(ToolTrait.IDEMPOTENT);
  }

  /// The tool called `name`.
  ///
  /// @throws Problem `not_found` with the valid names, or `denied` when it is switched off
  Registered<?> find(String name, Collection<String> deny) {
    Registered<?> tool = all.get(name);
    if (tool == null || !tool.tool().available()) {
      List<String> names =
          specs().stream().map(ToolSpec::name).filter(each -> !deny.contains(each)).toList();
      throw Problem.of(
          ErrorCode.NOT_FOUND,
          "There is no tool called " + brief(name) + ".",
          "Tools: " + String.join(", ", names) + ".");
    }
    if (deny.contains(name)) {
      throw Problem.of(
          ErrorCode.DENIED,
          "The owner has switched off the tool " + name + ".",
          "It is listed under tools.deny in config.yaml.");
    }
    return tool;
  }

  /// Arguments of a tool from what a person writes after its name: JSON, or the text of its first
  /// argument, with the other texts that it needs left empty.
  ///
  /// @throws Problem `not_found`
  public String arguments(String name, String text) {
    return text.startsWith("{") ? text : find(name, List.of()).schema().ofText(text);
  }

  /// Those beyond the core that can be used now.
  List<ToolSpec> rarer() {
    return specs().stream().filter(spec -> !spec.is(ToolTrait.CORE)).toList();
  }

  void unlock(SessionId session, Collection<String> names) {
    lock.lock();
    try {
      unlocked.computeIfAbsent(session, _ -> new TreeSet<>()).addAll(names);
      if (unlocked.size() > MAX_SESSIONS) {
        unlocked.remove(unlocked.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  private Collection<String> unlocked(SessionId session) {
    lock.lock();
    try {
      return List.copyOf(
          Optional.ofNullable(unlocked.get(session))
              .<Collection<String>>map(ArrayList::new)
              .orElse(List.of()));
    } finally {
      lock.unlock();
    }
  }

  private static String brief(String name) {
    return Cut.brief(name, 64);
  }
}
