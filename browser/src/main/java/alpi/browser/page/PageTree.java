package alpi.browser.page;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// A page as it was read.
///
/// @param nodes what was taken, in the order of the document
/// @param count how many there are
/// @param elements of the document, of whatever kind
public record PageTree(String url, String title, List<Node> nodes, int count, int elements) {
  /// The most that is taken of a page at once.
  public static final int MAX_NODES = 3000;

  public static final PageTree NONE = new PageTree("", "", List.of(), 0, 0);

  public PageTree {
    nodes = List.copyOf(nodes);
  }

  static PageTree of(JsonNode json) {
    return new PageTree(
        json.path("url").asString(""),
        json.path("title").asString(""),
        json.path("nodes").valueStream().map(Node::of).toList(),
        json.path("count").asInt(0),
        json.path("elements").asInt(0));
  }
}
