package alpi.daemon.policy.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Brace lists: `a{b,c}` is `ab` and `ac`.
final class Braces {
  private static final int MAX_RESULTS = 64;

  private Braces() {}

  /// All alternatives, up to a bound; lists beyond it stay as written.
  static List<String> expand(String text) {
    List<String> done = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(text);
    while (!open.isEmpty()) {
      String next = open.remove();
      List<String> parts = done.size() + open.size() < MAX_RESULTS ? once(next) : List.of();
      if (parts.isEmpty()) {
        done.add(next);
      } else {
        open.addAll(parts);
      }
    }
    return done;
  }

  /// Expands the first innermost list; empty when there is none.
  private static List<String> once(String text) {
    int close = text.indexOf('}');
    while (close >= 0) {
      int start = text.lastIndexOf('{', close);
      String inside = start < 0 ? "" : text.substring(start + 1, close);
      if (inside.contains(",")) {
        List<String> parts = new ArrayList<>();
        for (String choice : inside.split(",", -1)) {
          parts.add(text.substring(0, start) + choice + text.substring(close + 1));
        }
        return parts;
      }
      close = text.indexOf('}', close + 1);
    }
    return List.of();
  }
}
