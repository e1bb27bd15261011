package alpi.alp.rpc;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One JSON-RPC 2.0 message.
public sealed interface RpcMessage {
  /// Wants an answer that carries the same id.
  ///
  /// @param params an array or an object
  record Request(RpcId id, String method, Optional<JsonNode> params) implements RpcMessage {}

  /// Is never answered, not even when it fails.
  record Notification(String method, Optional<JsonNode> params) implements RpcMessage {}

  record Response(RpcId id, JsonNode result) implements RpcMessage {}

  record Failure(RpcId id, RpcError error) implements RpcMessage {}

  /// Something that is no message. Decoded, never sent: the receiver answers with the error.
  ///
  /// @param id of the request it was meant to be, [RpcId#NONE] when unreadable
  record Malformed(RpcId id, RpcError error) implements RpcMessage {}
}
