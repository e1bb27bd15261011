package alpi.daemon.tool.file;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A shell pattern over a whole path: `*` and `?` stay inside a name, `**` does not, `[ab]` and
/// `[a-z]` are one character of a name, `{a,b}` chooses, a backslash takes the next character as it
/// is.
///
/// Patterns come from files that strangers wrote. So it is no regular expression that tries one way
/// after another: all ways are followed at once, one character after the other, and a match costs
/// at most the length of the pattern times the length of the path.
final class Glob {
  /// Longest pattern, in characters.
  static final int MAX_CHARS = 1000;

  /// Steps of a pattern: what one character must be, or where to go on without one.
  private sealed interface Step {
    /// A character that `one` accepts; then on to the next step.
    record Take(One one) implements Step {}

    /// On to each of these.
    record Fork(List<Integer> to) implements Step {}
  }

  /// Which characters are accepted.
  ///
  /// @param chars pairs of first and last
  private record One(String chars, boolean negated, boolean slash) {
    static final One ANY = new One("", true, true);
    static final One OF_A_NAME = new One("", true, false);

    static One of(char c) {
      return new One("" + c + c, false, true);
    }

    boolean accepts(char c) {
      boolean in = false;
      for (int i = 0; i + 1 < chars.length(); i += 2) {
        in |= chars.charAt(i) <= c && c <= chars.charAt(i + 1);
      }
      return (slash || c != '/') && in != negated;
    }
  }

  private final List<Step> steps;

  private Glob(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// Empty when it is longer than [#MAX_CHARS].
  static Optional<Glob> of(String pattern) {
    return pattern.length() > MAX_CHARS
        ? Optional.empty()
        : Optional.of(new Glob(new Reader(pattern).all()));
  }

  boolean matches(String path) {
    var now = new BitSet(steps.size() + 1);
    enter(0, now);
    for (int i = 0; i < path.length() && !now.isEmpty(); i++) {
      var next = new BitSet(steps.size() + 1);
      for (int at = now.nextSetBit(0); at >= 0; at = now.nextSetBit(at + 1)) {
        boolean taken =
            at < steps.size()
                && steps.get(at) instanceof Step.Take(One one)
                && one.accepts(path.charAt(i));
        if (taken) {
          enter(at + 1, next);
        }
      }
      now = next;
    }
    return now.get(steps.size());
  }

  /// Stands at a step, and at all that it leads to without a character.
  private void enter(int from, BitSet at) {
    var open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      int step = open.removeLast();
      if (!at.get(step)) {
        at.set(step);
        if (step < steps.size() && steps.get(step) instanceof Step.Fork(List<Integer> to)) {
          open.addAll(to);
        }
      }
    }
  }

  /// Turns the text of a pattern into steps.
  private static final class Reader {
    private final String pattern;
    private final List<Step> steps = new ArrayList<>();
    private int at;

    Reader(String pattern) {
      this.pattern = pattern;
    }

    List<Step> all() {
      while (at < pattern.length()) {
        one(false);
      }
      return steps;
    }

    /// Reads one element.
    ///
    /// @return false at the comma or the brace that ends a choice
    private boolean one(boolean choosing) {
      char c = pattern.charAt(at);
      if (choosing && (c == ',' || c == '}')) {
        return false;
      }
      at++;
      if (c == '*' && pattern.startsWith("*/", at)) {
        at += 2;
        folders();
      } else if (c == '*') {
        boolean deep = at < pattern.length() && pattern.charAt(at) == '*';
        at += deep ? 1 : 0;
        repeat(deep ? One.ANY : One.OF_A_NAME);
      } else if (c == '?') {
        take(One.OF_A_NAME);
      } else if (c == '[' && pattern.indexOf(']', at + 1) > 0) {
        set();
      } else if (c == '{' && closes()) {
        choice();
      } else if (c == '\\' && at < pattern.length()) {
        take(One.of(pattern.charAt(at++)));
      } else {
        take(One.of(c));
      }
      return true;
    }

    private void take(One one) {
      steps.add(new Step.Take(one));
    }

    /// Any number of characters.
    private void repeat(One one) {
      int start = steps.size();
      steps.add(new Step.Fork(List.of(start + 1, start + 3)));
      take(one);
      steps.add(new Step.Fork(List.of(start)));
    }

    /// Any number of names, each with the slash after it.
    private void folders() {
      int start = steps.size();
      steps.add(new Step.Fork(List.of(start + 1, start + 5)));
      take(One.OF_A_NAME);
      steps.add(new Step.Fork(List.of(start + 1, start + 3)));
      take(One.of('/'));
      steps.add(new Step.Fork(List.of(start)));
    }

    private void set() {
      int end = pattern.indexOf(']', at + 1);
      String text = pattern.substring(at, end);
      at = end + 1;
      boolean negated = text.startsWith("!") || text.startsWith("^");
      String members = negated ? text.substring(1) : text;
      var pairs = new StringBuilder();
      for (int i = 0; i < members.length(); i++) {
        boolean range = i + 2 < members.length() && members.charAt(i + 1) == '-';
        pairs.append(members.charAt(i)).append(members.charAt(range ? i + 2 : i));
        i += range ? 2 : 0;
      }
      take(new One(pairs.toString(), negated, false));
    }

    /// Whether the brace before this place is closed again.
    private boolean closes() {
      int depth = 1;
      for (int i = at; i < pattern.length(); i++) {
        depth += pattern.charAt(i) == '{' ? 1 : pattern.charAt(i) == '}' ? -1 : 0;
        if (depth == 0) {
          return true;
        }
      }
      return false;
    }

    private void choice() {
      int fork = steps.size();
      steps.add(new Step.Fork(List.of()));
      List<Integer> starts = new ArrayList<>();
      List<Integer> ends = new ArrayList<>();
      boolean more = true;
      while (more) {
        starts.add(steps.size());
        boolean inside = at < pattern.length();
        while (inside && one(true)) {
          inside = at < pattern.length();
        }
        ends.add(steps.size());
        steps.add(new Step.Fork(List.of()));
        more = at < pattern.length() && pattern.charAt(at++) == ',';
      }
      steps.set(fork, new Step.Fork(List.copyOf(starts)));
      ends.forEach(end -> steps.set(end, new Step.Fork(List.of(steps.size()))));
    }
  }
}
