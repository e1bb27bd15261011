package alpi.daemon.journal.view;

import alpi.alp.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One change of a document, as an operation of RFC 6902. Its values are never changed afterwards.
sealed interface Op {
  List<String> path();

  ObjectNode json();

  /// About so many characters it has on the wire.
  int size();

  /// Where nothing was.
  record Add(List<String> path, JsonNode value) implements Op {
    @Override
    public ObjectNode json() {
      return named("add", path).set("value", value);
    }

    @Override
    public int size() {
      return path.toString().length() + value.toString().length();
    }
  }

  /// Where something else was.
  record Replace(List<String> path, JsonNode value) implements Op {
    @Override
    public ObjectNode json() {
      return named("replace", path).set("value", value);
    }

    @Override
    public int size() {
      return path.toString().length() + value.toString().length();
    }
  }

  /// Where something was.
  record Remove(List<String> path) implements Op {
    @Override
    public ObjectNode json() {
      return named("remove", path);
    }

    @Override
    public int size() {
      return path.toString().length();
    }
  }

  private static ObjectNode named(String op, List<String> path) {
    return Json.object().put("op", op).put("path", pointer(path));
  }

  /// The path as RFC 6901 writes it.
  private static String pointer(List<String> path) {
    return path.stream()
        .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
        .collect(Collectors.joining());
  }
}
