package alpi.daemon.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds any of many fixed strings in one pass over the text (Aho and Corasick, 1975): the work
/// does not grow with the number of secrets. Immutable once built.
final class SecretTrie {
  private final List<Node> nodes = new ArrayList<>();

  SecretTrie(Collection<String> patterns) {
    nodes.add(new Node(0));
    patterns.forEach(this::add);
    linkFailures();
  }

  private void add(String pattern) {
    int at = 0;
    for (int i = 0; i < pattern.length(); i++) {
      Integer next = nodes.get(at).next.get(pattern.charAt(i));
      if (next == null) {
        next = nodes.size();
        nodes.get(at).next.put(pattern.charAt(i), next);
        nodes.add(new Node(i + 1));
      }
      at = next;
    }
    nodes.get(at).longest = pattern.length();
  }

  /// Gives each node the node of its longest proper suffix that starts a pattern too, level by
  /// level, and the longest pattern that ends there.
  private void linkFailures() {
    Deque<Integer> queue = new ArrayDeque<>(nodes.getFirst().next.values());
    while (!queue.isEmpty()) {
      Node node = nodes.get(queue.remove());
      Node suffix = nodes.get(node.failure);
      node.longest = Math.max(node.longest, suffix.longest);
      node.next.forEach((letter, child) -> {
        nodes.get(child).failure = step(node.failure, letter);
        queue.add(child);
      });
    }
  }

  private int step(int from, char letter) {
    int at = from;
    while (true) {
      Integer next = nodes.get(at).next.get(letter);
      if (next != null) {
        return next;
      }
      if (at == 0) {
        return 0;
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
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      at = step(at, text.charAt(i));
      int longest = nodes.get(at).longest;
      if (longest > 0) {
        spans.add(new Span(i + 1 - longest, i + 1));
      }
    }
    return nodes.get(at).depth;
  }

  /// A part of a text.
  record Span(int start, int end) {}

  private static final class Node {
    private final Map<Character, Integer> next = new HashMap<>(2);
    private final int depth;
    private int failure;
    private int longest;

    private Node(int depth) {
      this.depth = depth;
    }
  }
}
