package alpi.daemon.egress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

class FramingFuzz {
  /// Whatever a server answers, its head and body are read or refused with a sentence, and no body
  /// is longer than what came.
  @FuzzTest(maxDuration = "2m")
  void readsAnyAnswer(byte[] answer) {
    WireInput in = new WireInput(new ByteArrayInputStream(answer));
    try {
      Framing body = new Framing(in, Head.read(in), "GET");
      byte[] buffer = new byte[64];
      long total = 0;
      for (int size = body.read(buffer); size >= 0; size = body.read(buffer)) {
        total += size;
        assertTrue(size > 0 && total <= answer.length, "more than came");
      }
    } catch (IOException refused) {
      assertTrue(refused.getMessage() != null, "refused without a word");
    }
  }
}
