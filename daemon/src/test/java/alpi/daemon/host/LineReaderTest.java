package alpi.daemon.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private final List<String> lines = new ArrayList<>();

  private boolean feed(LineReader reader, String text) {
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    return reader.read(in, line -> lines.add(new String(line, StandardCharsets.US_ASCII)));
  }

  @Test
  void cutsTheSameLinesWhereverTheBytesAreCut() {
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder();
      List<String> wanted = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        String line = "y".repeat(1 + random.nextInt(50));
        wanted.add(line);
        text.append(line).append("\n".repeat(1 + random.nextInt(2)));
      }
      lines.clear();
      var reader = new LineReader(100);
      int at = 0;
      while (at < text.length()) {
        int to = Math.min(text.length(), at + 1 + random.nextInt(30));
        assertTrue(feed(reader, text.substring(at, to)));
        at = to;
      }
      assertEquals(wanted, lines, () -> "seed " + seed);
    }
  }

  @Test
  void takesTheLongestLineAndNoLonger() {
    var reader = new LineReader(10);
    assertTrue(feed(reader, "1234567890\n"));
    assertTrue(feed(reader, "1234567890"));
    assertFalse(feed(reader, "1"));
    assertFalse(feed(new LineReader(10), "12345678901\n"));
    assertEquals(List.of("1234567890"), lines);
  }

  @Test
  void keepsNothingAfterAWholeLine() {
    var reader = new LineReader(1000);
    feed(reader, "a".repeat(500));
    assertTrue(reader.held() >= 500 && reader.held() <= 1000);
    feed(reader, "\nrest");
    assertEquals(4, reader.held());
    reader.clear();
    assertEquals(0, reader.held());
  }
}
