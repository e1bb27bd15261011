package alpi.daemon.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class SseReaderFuzz {
  private static final int MAX_EVENT_BYTES = 512;

  /// The borders at which bytes arrive change nothing. The first byte of the input says how many
  /// come at once.
  @FuzzTest(maxDuration = "2m")
  void readsTheSameWhateverTheBorders(byte[] input) {
    if (input.length > 0) {
      byte[] stream = Arrays.copyOfRange(input, 1, input.length);
      int step = 1 + (input[0] & 0x1f);
      assertEquals(events(new ByteArrayInputStream(stream)), events(new Drops(stream, step)));
    }
  }

  private static List<String> events(InputStream in) {
    List<String> events = new ArrayList<>();
    SseReader reader = new SseReader(in, MAX_EVENT_BYTES);
    try {
      while (reader.next()) {
        String data = new String(reader.data(), 0, reader.size(), StandardCharsets.ISO_8859_1);
        events.add(reader.name() + "|" + data + "|" + reader.torn());
      }
    } catch (IOException tooLong) {
      events.add(tooLong.getMessage());
    }
    return events;
  }

  /// Gives a few bytes at a time, as a network may.
  private static final class Drops extends ByteArrayInputStream {
    private final int step;

    Drops(byte[] bytes, int step) {
      super(bytes);
      this.step = step;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      return super.read(into, offset, Math.min(length, step));
    }
  }
}
