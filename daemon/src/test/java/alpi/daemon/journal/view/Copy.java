package alpi.daemon.journal.view;

import alpi.alp.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A watcher's copy of a document, kept by the rules of RFC 6902 as a stranger would read them:
/// what is replaced or removed has to be there, and a patch goes on from the revision at hand only.
public final class Copy {
  private ObjectNode document = Json.object();
  private long rev = -1;
  private Mark mark = new Mark("");
  private int wholes;

  public void take(Told told) {
    switch (told) {
      case Told.Whole whole -> {
        document = (ObjectNode) Json.parse(Json.text(whole.document()));
        wholes++;
      }
      case Told.Patch patch -> {
        if (patch.from() != rev) {
          throw new AssertionError("a patch of revision " + patch.from() + " to one at " + rev);
        }
        patch.ops().forEach(op -> apply(document, op));
      }
    }
    rev = told.rev();
    mark = told.mark();
  }

  public ObjectNode document() {
    return document;
  }

  public Watching.Place place() {
    return new Watching.Place(rev, mark);
  }

  public long rev() {
    return rev;
  }

  /// How often it was told the whole document.
  public int wholes() {
    return wholes;
  }

  /// Applies one operation, read from its text.
  public static void apply(ObjectNode document, JsonNode op) {
    List<String> path = path(op.path("path").asString());
    JsonNode parent = document;
    for (String step : path.subList(0, path.size() - 1)) {
      parent = parent.path(step);
    }
    if (!(parent instanceof ObjectNode in)) {
      throw new AssertionError("nowhere to apply " + op);
    }
    String name = path.getLast();
    String kind = op.path("op").asString();
    if (!kind.equals("add") && !in.has(name)) {
      throw new AssertionError("nothing there to " + kind + ": " + op);
    }
    switch (kind) {
      case "add", "replace" -> in.set(name, Json.parse(Json.text(op.path("value"))));
      case "remove" -> in.remove(name);
      default -> throw new AssertionError("unknown operation " + op);
    }
  }

  private static List<String> path(String pointer) {
    List<String> steps = new ArrayList<>();
    int at = 1;
    while (at <= pointer.length()) {
      int slash = pointer.indexOf('/', at);
      int end = slash < 0 ? pointer.length() : slash;
      steps.add(pointer.substring(at, end).replace("~1", "/").replace("~0", "~"));
      at = end + 1;
    }
    return steps;
  }
}
