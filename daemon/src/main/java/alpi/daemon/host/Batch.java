package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcId;
import alpi.alp.rpc.RpcMessage;
import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Malformed;
import alpi.alp.rpc.RpcMessage.Notification;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.RpcMessage.Response;
import alpi.daemon.host.HostVerb.Lane;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Several calls of one line, served in their order, whose answers travel as one array.
record Batch(Dispatch dispatch, List<RpcMessage> messages, Function<RpcId, Call> calls) {
  /// Whether every member may run on the connection's thread.
  boolean quick() {
    return messages.stream()
        .allMatch(message ->
            switch (message) {
              case Request request -> quick(request.method());
              case Notification notification -> quick(notification.method());
              case Malformed _, Response _, Failure _ -> true;
            });
  }

  private boolean quick(String method) {
    HostVerb<?, ?> verb = dispatch.find(method);
    return verb == null || verb.lane() == Lane.QUICK || verb.verb().streaming();
  }

  /// Serves all members.
  ///
  /// @return nothing when all of them are notifications
  Optional<byte[]> answer() {
    var out = new ByteArrayOutputStream();
    for (RpcMessage message : messages) {
      answer(message)
          .ifPresent(bytes -> {
            out.write(out.size() == 0 ? '[' : ',');
            out.writeBytes(bytes);
          });
    }
    if (out.size() == 0) {
      return Optional.empty();
    }
    out.write(']');
    return Optional.of(out.toByteArray());
  }

  private Optional<byte[]> answer(RpcMessage message) {
    return switch (message) {
      case Request(RpcId id, String method, Optional<JsonNode> params) ->
          Optional.of(serve(id, method, params));
      case Notification(String method, Optional<JsonNode> params) -> {
        serve(RpcId.NONE, method, params);
        yield Optional.empty();
      }
      case Malformed(RpcId id, RpcError error) -> Optional.of(Dispatch.failure(id, error));
      case Response(RpcId id, JsonNode _) -> Optional.of(unasked(id));
      case Failure(RpcId id, RpcError _) -> Optional.of(unasked(id));
    };
  }

  private static byte[] unasked(RpcId id) {
    return Dispatch.failure(
        id, RpcError.of(ErrorCode.INVALID_REQUEST, "The daemon asked nothing."));
  }

  private byte[] serve(RpcId id, String method, Optional<JsonNode> params) {
    HostVerb<?, ?> verb = dispatch.find(method);
    if (verb == null) {
      return Dispatch.unknown(id, method);
    }
    if (verb.verb().streaming()) {
      return Dispatch.failure(
          id, RpcError.of(ErrorCode.INVALID_REQUEST, "A verb that streams cannot be in a batch."));
    }
    return dispatch.answer(verb, id, params, calls.apply(id));
  }
}
