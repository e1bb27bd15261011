package alpi.alp.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.WireFault;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

class FrameDecoderFuzz {
  private static final int LIMIT = 512;

  /// The same frames, and the same fault, come out of a stream in one piece and byte by byte.
  @FuzzTest(maxDuration = "2m")
  void cutsAlikeHoweverTheBytesCome(byte[] stream) {
    assertEquals(cut(stream, Math.max(1, stream.length)), cut(stream, 1));
  }

  private static List<String> cut(byte[] stream, int piece) {
    var decoder = new FrameDecoder();
    List<String> seen = new ArrayList<>();
    for (int at = 0; at < stream.length; at += piece) {
      decoder.offer(stream, at, Math.min(piece, stream.length - at));
      try {
        Optional<byte[]> frame = decoder.sealed(LIMIT);
        while (frame.isPresent()) {
          assertTrue(frame.get().length >= 16 && frame.get().length <= LIMIT);
          seen.add(HexFormat.of().formatHex(frame.get()));
          frame = decoder.sealed(LIMIT);
        }
      } catch (WireFault fault) {
        seen.add(fault.toString());
        return seen;
      }
    }
    return seen;
  }
}
