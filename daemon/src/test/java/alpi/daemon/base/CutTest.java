package alpi.daemon.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutTest {
  @Test
  void keepsWhatFits() {
    assertEquals("abc", Cut.head("abc", 3));
    assertEquals("abc", Cut.brief("abc", 3));
    assertEquals("ab…", Cut.brief("abc", 2));
    assertEquals("", Cut.head("abc", 0));
  }

  @Test
  void leavesACharacterOutRatherThanSplitIt() {
    assertEquals("a", Cut.head("a😀b", 2));
    assertEquals("a😀", Cut.head("a😀b", 3));
    assertEquals("", Cut.head("😀", 1));
  }

  @Test
  void leavesNothingThatCannotBeWritten() {
    long seed = 7;
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.appendCodePoint(random.nextBoolean() ? 'x' : 0x1F600 + random.nextInt(64));
      }
      int chars = random.nextInt(text.length() + 3);
      String head = Cut.head(text.toString(), chars);
      assertTrue(
          StandardCharsets.UTF_8.newEncoder().canEncode(head)
              && head.length() <= chars
              && text.toString().startsWith(head)
              && head.length() >= Math.min(chars, text.length()) - 1,
          () -> "seed " + seed + ", " + text + " cut at " + chars);
    }
  }
}
