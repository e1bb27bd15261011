package alpi.alp.rpc;

import java.util.List;

/// What one line of the wire holds: one message, or a batch whose answers travel together.
///
/// @param batch whether the line was a JSON array; such a line has at least one message
public record RpcFrame(boolean batch, List<RpcMessage> messages) {
  public RpcFrame {
    messages = List.copyOf(messages);
    if (messages.isEmpty() || (!batch && messages.size() > 1)) {
      throw new IllegalArgumentException("a frame holds one message, a batch at least one");
    }
  }

  static RpcFrame one(RpcMessage message) {
    return new RpcFrame(false, List.of(message));
  }

  static RpcFrame malformed(ErrorCode code, String sentence) {
    return one(new RpcMessage.Malformed(RpcId.NONE, RpcError.of(code, sentence)));
  }
}
