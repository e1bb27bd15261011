package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineDiffTest {
  @Test
  void showsEachChangedPlaceByItself() {
    assertEquals(
        List.of("@@ -2,1 +2,1 @@", "-b", "+B", "@@ -4,1 +3,0 @@", "-d", "@@ -5,0 +5,1 @@", "+f"),
        LineDiff.of("a\nb\nc\nd\ne\n", "a\nB\nc\ne\nf\n"));
  }

  @Test
  void equalTextsDifferInNoLine() {
    assertEquals(List.of(), LineDiff.of("a\nb\n", "a\nb\n"));
    assertEquals(List.of("@@ -0,0 +1,1 @@", "+a"), LineDiff.of("", "a\n"));
  }

  @Test
  void twoLargeStrangersAreOneBlock() {
    List<String> diff = LineDiff.of("a\n".repeat(2500), "b\n".repeat(2500));

    assertEquals("@@ -1,2500 +1,2500 @@", diff.getFirst());
    assertEquals(5001, diff.size());
  }
}
