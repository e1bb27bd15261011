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

  @Test
  void showsLinesAroundEachChangeAndJoinsThoseThatAreClose() {
    String before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n";
    assertEquals(
        List.of(
            "@@ -1,4 +1,3 @@",
            "-1",
            " 2",
            " 3",
            " 4",
            "@@ -6,11 +5,12 @@",
            " 6",
            " 7",
            " 8",
            "-9",
            "+nine",
            " 10",
            " 11",
            " 12",
            " 13",
            " 14",
            "+more",
            " 15",
            " 16"),
        LineDiff.unified(
            before,
            before.replace("1\n2\n3", "2\n3").replace("9\n", "nine\n").replace("15", "more\n15")));
  }

  @Test
  void tellsThatALastLineHasNoEnd() {
    assertEquals(
        List.of("@@ -1,1 +1,1 @@", "-a", "+a\n\\ No newline at end of file"),
        LineDiff.unified("a\n", "a"));
    assertEquals(List.of(), LineDiff.unified("a", "a"));
    assertEquals(List.of("@@ -1,1 +0,0 @@", "-a"), LineDiff.unified("a\n", ""));
  }
}
