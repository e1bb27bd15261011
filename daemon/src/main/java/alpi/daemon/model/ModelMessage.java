package alpi.daemon.model;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One message of a request, in no vendor's shape.
public sealed interface ModelMessage {
  /// What the owner or the daemon says to the model.
  record User(String text, List<Image> images) implements ModelMessage {
    public User {
      images = List.copyOf(images);
    }
  }

  /// What the model said.
  ///
  /// @param opaque what the same wire must be handed back unchanged (signatures, encrypted
  ///   reasoning), with the wire that it belongs to; other wires leave it out
  record Assistant(String text, List<ToolCall> calls, Optional<Opaque> opaque)
      implements ModelMessage {
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  /// What a tool answered to the call of the same id.
  record ToolResult(String callId, String tool, String text, boolean ok, List<Image> images)
      implements ModelMessage {
    public ToolResult {
      images = List.copyOf(images);
    }
  }

  /// @param arguments JSON text as the model wrote it; not yet checked
  record ToolCall(String id, String name, String arguments) {}

  /// @param mediaType image/png, image/jpeg, image/gif or image/webp
  /// @param base64 the bytes in the form every wire wants them
  record Image(String mediaType, String base64) {}

  record Opaque(String wire, JsonNode value) {}
}
