package alpi.alp.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RpcCodecFuzz {
  /// Whatever comes over a line is read without an exception, and what was read survives being
  /// written and read again.
  @FuzzTest(maxDuration = "2m")
  void readsAnyLine(byte[] line) {
    for (RpcMessage message : RpcCodec.decode(line).messages()) {
      if (!(message instanceof RpcMessage.Malformed)) {
        RpcFrame again = RpcCodec.decode(RpcCodec.encode(message));
        assertEquals(message, again.messages().getFirst());
      }
    }
  }
}
