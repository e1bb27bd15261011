package alpi.browser.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What changed on a page between two readings, in a few lines.
public final class PageDiff {
  /// Lines past this are counted, not shown.
  public static final int MAX_LINES = 12;

  private static final int MAX_LINE_CHARS = 200;

  private PageDiff() {}

  /// Lines that came with `+`, that went with `-`, that changed with `~`; empty where nothing did.
  public static List<String> of(PageTree before, PageTree after) {
    Map<String, Integer> balance = new HashMap<>();
    before.nodes().forEach(node -> balance.merge(key(node), 1, Integer::sum));
    var came = new ArrayList<Node>();
    for (Node node : after.nodes()) {
      int left = balance.getOrDefault(key(node), 0);
      if (left > 0) {
        balance.put(key(node), left - 1);
      } else if (says(node)) {
        came.add(node);
      }
    }
    var went = new ArrayList<Node>();
    for (Node node : before.nodes()) {
      int left = balance.getOrDefault(key(node), 0);
      if (left > 0) {
        balance.put(key(node), left - 1);
        if (says(node)) {
          went.add(node);
        }
      }
    }
    return lines(came, went);
  }

  private static List<String> lines(List<Node> came, List<Node> went) {
    var lines = new ArrayList<String>();
    var gone = new ArrayList<>(went);
    for (Node node : came) {
      boolean changed =
          node.ref().isPresent() && gone.removeIf(old -> old.ref().equals(node.ref()));
      lines.add((changed ? "~ " : "+ ") + cut(node.line()));
    }
    gone.forEach(node -> lines.add("- " + cut(node.line())));
    if (lines.size() <= MAX_LINES) {
      return List.copyOf(lines);
    }
    var few = new ArrayList<>(lines.subList(0, MAX_LINES));
    few.add("+" + (lines.size() - MAX_LINES) + " more changes; read the page");
    return List.copyOf(few);
  }

  /// What takes the focus has not changed for that.
  private static String key(Node node) {
    List<String> states = node.states().stream().filter(each -> !each.equals("focused")).toList();
    return node.ref() + "|" + node.role() + "|" + node.name() + "|" + node.value() + "|" + states;
  }

  private static boolean says(Node node) {
    return node.acts() || !node.name().isEmpty();
  }

  private static String cut(String line) {
    return line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) + "…" : line;
  }
}
