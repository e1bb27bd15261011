package alpi.daemon.host;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.alp.rpc.RpcError;
import alpi.alp.rpc.RpcId;
import alpi.alp.rpc.RpcMessage;
import alpi.alp.rpc.RpcMessage.Failure;
import alpi.alp.rpc.RpcMessage.Malformed;
import alpi.alp.rpc.RpcMessage.Notification;
import alpi.alp.rpc.RpcMessage.Request;
import alpi.alp.rpc.RpcMessage.Response;
import alpi.daemon.host.HostVerb.Lane;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Several calls of one line, served in their order, whose answers travel as one array.
record Batch(Dispatch dispatch, List<RpcMessage> messages, Function<RpcId, Call> calls) {
  private static final byte OPENING = '[';
  private static final byte BETWEEN = ',';
  private static final byte CLOSING = ']';
  private static final RpcError STREAMS =
      RpcError.of(ErrorCode.INVALID_REQUEST, "A verb that streams cannot be in a batch.");
  private static final RpcError FULL =
      RpcError.of(
          Problem.of(
              ErrorCode.TOO_LARGE,
              "The answers of this batch are too large together; this call was not made.",
              "Send it in a batch of its own."));

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

  /// Serves all members. Their answers have the bound of one together: the members that come after
  /// it is used up are not run.
  ///
  /// @return empty when all of them are notifications
  AnswerBuffer answer() {
    AnswerBuffer out = dispatch.buffer();
    for (RpcMessage message : messages) {
      answer(message, out);
    }
    if (out.length() > 0) {
      out.force(CLOSING);
    }
    return out;
  }

  private void answer(RpcMessage message, AnswerBuffer out) {
    switch (message) {
      case Request(RpcId id, String method, Optional<JsonNode> params) -> {
        begin(out);
        serve(id, method, params, out);
      }
      case Notification(String method, Optional<JsonNode> params) -> {
        int before = out.length();
        serve(RpcId.NONE, method, params, out);
        out.rollback(before);
      }
      case Malformed(RpcId id, RpcError error) -> fail(id, error, out);
      case Response(RpcId id, JsonNode _) -> fail(id, unasked(), out);
      case Failure(RpcId id, RpcError _) -> fail(id, unasked(), out);
    }
  }

  private static void begin(AnswerBuffer out) {
    out.force(out.length() == 0 ? OPENING : BETWEEN);
  }

  private static void fail(RpcId id, RpcError error, AnswerBuffer out) {
    begin(out);
    out.force(Dispatch.failure(id, error));
  }

  private static RpcError unasked() {
    return RpcError.of(ErrorCode.INVALID_REQUEST, "The daemon asked nothing.");
  }

  private void serve(RpcId id, String method, Optional<JsonNode> params, AnswerBuffer out) {
    HostVerb<?, ?> verb = dispatch.find(method);
    if (verb == null) {
      out.force(Dispatch.unknown(id, method));
    } else if (verb.verb().streaming()) {
      out.force(Dispatch.failure(id, STREAMS));
    } else if (out.room() < AnswerBuffer.SMALL_BYTES) {
      out.force(Dispatch.failure(id, FULL));
    } else {
      dispatch.answer(verb, id, params, calls.apply(id), out);
    }
  }
}
