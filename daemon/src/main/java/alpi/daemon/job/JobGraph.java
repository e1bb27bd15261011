package alpi.daemon.job;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Several jobs that are submitted at once and wait for each other. Pure: it only says in which
/// order they can be written down, and refuses circles.
///
/// @param nodes by their names within this graph, in the order of submission
public record JobGraph(Map<String, Node> nodes) {
  /// Most jobs of one graph.
  public static final int MAX_NODES = 256;

  /// One job, and the names of those it needs.
  public record Node(JobSpec spec, Set<String> needs) {
    public Node {
      needs = Set.copyOf(needs);
      if (needs.size() > JobTerms.MAX_NEEDS) {
        throw new IllegalArgumentException("a job needs at most " + JobTerms.MAX_NEEDS);
      }
    }
  }

  public JobGraph {
    nodes = new LinkedHashMap<>(nodes);
    if (nodes.size() > MAX_NODES) {
      throw Problem.of(
          ErrorCode.TOO_LARGE, "At most " + MAX_NODES + " jobs are submitted at once.");
    }
    for (Map.Entry<String, Node> node : nodes.entrySet()) {
      for (String needed : node.getValue().needs()) {
        if (!nodes.containsKey(needed)) {
          throw Problem.of(
              ErrorCode.INVALID_PARAMS,
              "The job \"" + node.getKey() + "\" needs \"" + needed + "\", which is not there.");
        }
      }
    }
  }

  /// The names, each after all that it needs.
  ///
  /// @throws Problem `cycle`, naming the circle
  public List<String> order() {
    List<String> order = new ArrayList<>();
    Set<String> settled = new HashSet<>();
    for (String name : nodes.keySet()) {
      visit(name, new LinkedHashSet<>(), settled, order);
    }
    return order;
  }

  private void visit(String name, Set<String> path, Set<String> settled, List<String> order) {
    if (settled.contains(name)) {
      return;
    }
    if (!path.add(name)) {
      List<String> circle = new ArrayList<>(path);
      circle = circle.subList(circle.indexOf(name), circle.size());
      throw Problem.of(
          ErrorCode.CYCLE,
          "These jobs wait for each other: " + String.join(" -> ", circle) + " -> " + name + ".",
          "Leave out one of the needs.");
    }
    Node node = nodes.get(name);
    if (node != null) {
      node.needs().stream().sorted().forEach(needed -> visit(needed, path, settled, order));
    }
    path.remove(name);
    settled.add(name);
    order.add(name);
  }
}
