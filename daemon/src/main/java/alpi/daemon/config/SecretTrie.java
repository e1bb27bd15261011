package alpi.daemon.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Finds any of many fixed strings in one pass over the text (Aho and Corasick, 1975): the work
/// does not grow with the number of secrets. Line breaks inside a string do not hide it, because
/// encoders wrap their lines. Immutable once built.
final class SecretTrie {
  /// So many line breaks in a row may lie inside a pattern.
  static final int MAX_BREAKS = 4;

  private static final int ASCII = 128;

  private final List<Node> nodes = new ArrayList<>();
  private final boolean[] starts = new boolean[ASCII];
  private int longest;

  SecretTrie(Collection<String> patterns) {
    nodes.add(new Node(0));
    patterns.forEach(this::add);
    linkFailures();
  }

  private void add(String pattern) {
    int at = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char letter = pattern.charAt(i);
      int next = nodes.get(at).child(letter);
      if (next == 0) {
        next = nodes.size();
        nodes.get(at).put(letter, next);
        nodes.add(new Node(i + 1));
      }
      at = next;
    }
    nodes.get(at).longest = pattern.length();
    longest = Math.max(longest, pattern.length());
    if (pattern.charAt(0) < ASCII) {
      starts[pattern.charAt(0)] = true;
    }
  }

  /// Gives each node the node of its longest proper suffix that starts a pattern too, level by
  /// level, and the longest pattern that ends there.
  private void linkFailures() {
    Deque<Integer> queue = new ArrayDeque<>();
    nodes.getFirst().children(queue::add);
    while (!queue.isEmpty()) {
      Node node = nodes.get(queue.remove());
      Node suffix = nodes.get(node.failure);
      node.longest = Math.max(node.longest, suffix.longest);
      node.children(child -> {
        nodes.get(child).failure = step(node.failure, node.letter(child));
        queue.add(child);
      });
    }
  }

  private int step(int from, char letter) {
    int at = from;
    while (true) {
      int next = nodes.get(at).child(letter);
      if (next != 0 || at == 0) {
        return next;
      }
      at = nodes.get(at).failure;
    }
  }

  /// Adds to `spans` where patterns stand in `text`.
  ///
  /// @return how many characters at the end of `text` may be the start of a pattern
  int scan(CharSequence text, List<Span> spans) {
    if (nodes.size() == 1) {
      return 0;
    }
    // Where the last letters that count were, as many as the longest pattern has.
    int[] places = new int[longest];
    int read = 0;
    int breaks = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (at == 0 && letter < ASCII && !starts[letter]) {
        continue;
      }
      if (letter == '\n' || letter == '\r') {
        breaks++;
        at = breaks > MAX_BREAKS ? 0 : at;
        continue;
      }
      breaks = 0;
      at = step(at, letter);
      if (at != 0) {
        places[read % longest] = i;
        read++;
        int found = nodes.get(at).longest;
        if (found > 0) {
          spans.add(new Span(places[(read - found) % longest], i + 1));
        }
      }
    }
    int depth = nodes.get(at).depth;
    return depth == 0 ? 0 : text.length() - places[(read - depth) % longest];
  }

  /// A part of a text.
  record Span(int start, int end) {}

  /// One state. Nearly all have one successor, which costs no map.
  private static final class Node {
    private final int depth;
    private char letter;
    private int only;
    private @Nullable Map<Character, Integer> more;
    private int failure;
    private int longest;

    private Node(int depth) {
      this.depth = depth;
    }

    /// The successor by a letter; 0, which is nobody's successor, when there is none.
    private int child(char by) {
      if (only != 0 && by == letter) {
        return only;
      }
      Map<Character, Integer> others = more;
      return others == null ? 0 : others.getOrDefault(by, 0);
    }

    private void put(char by, int child) {
      if (only == 0) {
        letter = by;
        only = child;
        return;
      }
      Map<Character, Integer> others = more == null ? new HashMap<>(4) : more;
      others.put(by, child);
      more = others;
    }

    private void children(IntConsumer each) {
      if (only != 0) {
        each.accept(only);
      }
      Map<Character, Integer> others = more;
      if (others != null) {
        others.values().forEach(each::accept);
      }
    }

    private char letter(int child) {
      Map<Character, Integer> others = more;
      if (child == only || others == null) {
        return letter;
      }
      return others.entrySet().stream()
          .filter(each -> each.getValue() == child)
          .findFirst()
          .map(Map.Entry::getKey)
          .orElse(letter);
    }
  }
}
