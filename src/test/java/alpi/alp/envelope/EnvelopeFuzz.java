package alpi.alp.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.WireFault;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class EnvelopeFuzz {
  /// Any text is an envelope or a fault, and nobody's signature is believed by chance.
  @FuzzTest(maxDuration = "2m")
  void readsAnyText(byte[] text) {
    try {
      Received received = EnvelopeCodec.read(text);
      received.claimedSender();
    } catch (WireFault fault) {
      assertTrue(fault.getStackTrace().length == 0);
    }
  }

  /// Any line of the record is an entry or nothing, and an entry is written as it was read.
  @FuzzTest(maxDuration = "2m")
  void readsAnyLineOfTheRecord(byte[] bytes) {
    Optional<Seen> seen = Seen.ofLine(new String(bytes, StandardCharsets.UTF_8));
    assertEquals(seen, seen.flatMap(entry -> Seen.ofLine(entry.line())));
  }
}
