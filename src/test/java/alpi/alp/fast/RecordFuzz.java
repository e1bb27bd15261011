package alpi.alp.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.WireFault;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class RecordFuzz {
  /// Whatever is read as a record is written as the same bytes; everything else is refused.
  @FuzzTest(maxDuration = "2m")
  void readsWhatItWritesOrRefuses(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    int type = bytes[0] & 0xff;
    byte[] payload = Arrays.copyOfRange(bytes, 1, bytes.length);
    try {
      LaneRecord record = RecordCodec.read(type, payload);
      assertEquals(type, RecordCodec.type(record));
      assertArrayEquals(payload, RecordCodec.payload(record));
    } catch (WireFault refused) {
      assertTrue(refused.getMessage() != null, "refused without a word");
    }
  }
}
