package alpi.daemon.model;

import alpi.daemon.base.Secret;
import alpi.daemon.config.Wire;
import alpi.daemon.egress.HttpHeaders;
import tools.jackson.databind.node.ObjectNode;

/// A format in which models are asked and answer. Takes values and returns values: no sockets, no
/// clocks.
sealed interface WireFormat permits ChatWire, ResponsesWire, MessagesWire, GeminiWire {
  /// The name in the configuration, for example `openai-chat`.
  String id();

  /// What follows the base path, for a streamed answer.
  String path(String model);

  HttpHeaders authorize(HttpHeaders headers, Secret key);

  /// The request; the same bytes for the same request, and the conversation last, so that a longer
  /// one begins with the bytes of the shorter.
  ObjectNode body(String model, ModelRequest request);

  /// What reads one answer.
  Decoder decoder(AnswerDraft draft);

  /// @param vendor whether the vendor itself is asked, not a compatible server
  static WireFormat of(Wire name, boolean vendor) {
    return switch (name) {
      case OPENAI_CHAT -> new ChatWire(vendor ? "max_completion_tokens" : "max_tokens");
      case OPENAI_RESPONSES -> new ResponsesWire();
      case ANTHROPIC -> new MessagesWire();
      case GEMINI -> new GeminiWire();
    };
  }
}
