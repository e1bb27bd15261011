package alpi.daemon.context;

import alpi.alp.json.Json;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was brought back for one turn, as its line in the conversation keeps it: so the same words
/// stand at the same place in every later request.
///
/// @param found candidates there were
/// @param terms different words asked about
/// @param missing of those, the ones that stand in candidates and in nothing shown
/// @param unknown of those, the ones that stand nowhere
/// @param notice why there may have been more
record RecallNote(
    List<Recalled> items, int found, int terms, int missing, int unknown, Optional<String> notice) {
  static final String HEAD = "[From earlier turns that are not shown any more:]";

  RecallNote {
    items = List.copyOf(items);
  }

  String write() {
    ObjectNode node = Json.object();
    ArrayNode kept = node.putArray("items");
    for (Recalled item : items) {
      kept.addObject().put("pointer", item.pointer()).put("text", item.text());
    }
    node.put("found", found).put("terms", terms).put("missing", missing).put("unknown", unknown);
    notice.ifPresent(why -> node.put("notice", why));
    return Json.text(node);
  }

  /// Empty for a line that a damaged file left.
  static Optional<RecallNote> read(String text) {
    try {
      JsonNode node = Json.parse(text);
      List<Recalled> items = new ArrayList<>();
      for (JsonNode item : node.path("items")) {
        items.add(new Recalled(item.path("pointer").asString(""), item.path("text").asString("")));
      }
      return Optional.of(
          new RecallNote(
              items,
              node.path("found").asInt(0),
              node.path("terms").asInt(0),
              node.path("missing").asInt(0),
              node.path("unknown").asInt(0),
              Optional.ofNullable(node.path("notice").asString(null))));
    } catch (JacksonException | Problem e) {
      return Optional.empty();
    }
  }

  /// What the model reads; empty when nothing was brought back.
  String shown() {
    if (items.isEmpty()) {
      return "";
    }
    var text = new StringBuilder(HEAD);
    for (Recalled item : items) {
      text.append('\n').append(block(item));
    }
    return text.toString();
  }

  static String block(Recalled item) {
    return Fence.recalled(item.pointer(), item.text());
  }
}
