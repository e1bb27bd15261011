package alpi.alp.envelope;

import alpi.alp.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A refusal as it travels. A peer may send one that we have no name for.
///
/// @param data what the code goes with; JSON null when there is nothing to say
public record LinkError(int number, String message, JsonNode data) {
  public static LinkError of(LinkCode code) {
    return new LinkError(code.number(), code.message(), JsonNodeFactory.instance.nullNode());
  }

  /// @param detail safe to show to the peer
  public static LinkError of(LinkCode code, String detail) {
    return new LinkError(code.number(), code.message(), Json.object().put("detail", detail));
  }

  public static LinkError of(LinkCode code, JsonNode data) {
    return new LinkError(code.number(), code.message(), data);
  }

  public Optional<LinkCode> code() {
    return LinkCode.of(number, message);
  }
}
