package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;

class MessageCodecFuzz {
  /// A line of a conversation is a message or damage; a message survives being written and read.
  @FuzzTest(maxDuration = "2m")
  void readsAnyLine(byte[] line) {
    Message message;
    try {
      message = MessageCodec.decode(line);
    } catch (IllegalArgumentException damage) {
      return;
    }
    assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
  }
}
