package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchTest {
  @Test
  void appliesHunksInOrder() {
    assertEquals(
        "a\nB\nc\nd\nE\n",
        apply("a\nb\nc\nd\ne\n", "--- a/x\n+++ b/x\n@@\n a\n-b\n+B\n c\n@@\n d\n-e\n+E\n"));
  }

  @Test
  void takesTheLineNumberWhereTheContextIsNotUnique() {
    String text = "x\ny\nx\ny\n";
    assertEquals("x\ny\nx\nz\n", apply(text, "@@ -3,2 +3,2 @@\n x\n-y\n+z\n"));
    Problem problem = assertThrows(Problem.class, () -> apply(text, "@@\n x\n-y\n+z\n"));
    assertEquals(ErrorCode.CONFLICT, problem.code());
    assertTrue(problem.sentence().contains("2 places"));
  }

  @Test
  void insertsBehindTheNamedLineWithoutContext() {
    assertEquals("a\nnew\nb\n", apply("a\nb\n", "@@ -1,0 +2 @@\n+new\n"));
    assertEquals("new\n", apply("", "@@ -0,0 +1 @@\n+new\n"));
    assertThrows(Problem.class, () -> apply("a\nb\n", "@@\n+new\n"));
  }

  @Test
  void ignoresWhiteSpaceAtLineEndsOnly() {
    assertEquals("a  \nB\n", apply("a  \nb\t\n", "@@\n a\n-b\n+B\n"));
    assertThrows(Problem.class, () -> apply("  a\n", "@@\n-a\n+b\n"));
  }

  @Test
  void keepsLineEndsAndAMissingLastOne() {
    assertEquals("a\r\nB\r\nc", apply("a\r\nb\r\nc", "@@\n a\n-b\n+B\n c\n"));
    assertEquals("a\nB", apply("a\nb", "@@\n a\n-b\n+B\n\\ No newline at end of file\n"));
  }

  @Test
  void refusesWhatIsNoPatch() {
    for (String bad : List.of("", "hello", "@@\n a\n", "@@\n a\nb\n", "@@ -1 +1 @@\n")) {
      assertThrows(Problem.class, () -> Patch.parse(bad), bad);
    }
  }

  @Test
  void appliesEveryDiffOfTwoRandomTexts() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      List<String> old = lines(random, 1 + random.nextInt(30));
      List<String> fresh = new ArrayList<>(old);
      int at = random.nextInt(old.size());
      int gone = Math.min(random.nextInt(3), old.size() - at);
      List<String> added = lines(random, random.nextInt(3) + (gone == 0 ? 1 : 0));
      fresh.subList(at, at + gone).clear();
      fresh.addAll(at, added);
      String patch = diff(old, at, gone, added);
      assertEquals(join(fresh), apply(join(old), patch), "seed " + seed + "\n" + patch);
    }
  }

  private static String diff(List<String> old, int at, int gone, List<String> added) {
    int from = Math.max(0, at - 2);
    int to = Math.min(old.size(), at + gone + 2);
    var patch = new StringBuilder("@@ -" + (from + 1) + " +" + (from + 1) + " @@\n");
    old.subList(from, at).forEach(line -> patch.append(' ').append(line).append('\n'));
    old.subList(at, at + gone).forEach(line -> patch.append('-').append(line).append('\n'));
    added.forEach(line -> patch.append('+').append(line).append('\n'));
    old.subList(at + gone, to).forEach(line -> patch.append(' ').append(line).append('\n'));
    return patch.toString();
  }

  private static List<String> lines(Random random, int count) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add("line " + random.nextInt(6));
    }
    return lines;
  }

  private static String join(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static String apply(String text, String patch) {
    return Patch.parse(patch).apply(text);
  }
}
