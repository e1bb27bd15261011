package alpi.cli.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class MarkdownStreamTest {
  private final List<AttributedString> done = new ArrayList<>();

  @Test
  void showsWordsOfAnOpenParagraphAtOnce() {
    MarkdownStream stream = stream(80);
    stream.feed("One par");
    assertEquals("One par", open(stream));
    stream.feed("agraph");
    assertEquals("One paragraph", open(stream));
    assertEquals("", taken(stream));
    stream.feed(".\n");
    assertEquals("One paragraph.", taken(stream));
    assertEquals("", open(stream));
  }

  @Test
  void stylesASpanBeforeItsEndHasCome() {
    MarkdownStream stream = new MarkdownStream(new Paint(true), () -> 80);
    stream.feed("a **bold wo");
    assertEquals("a bold wo", open(stream));
    assertTrue(stream.open().getFirst().toAnsi().contains("\u001b[1m"));
    stream.feed("rd** and `co");
    assertEquals("a bold word and co", open(stream));
    stream.feed("de` end\n");
    assertEquals("a bold word and code end", taken(stream));
  }

  @Test
  void losesNoMarkThatWasNeverClosed() {
    assertEquals("pass *args to f", whole(80, "pass *args to f\n\n"));
    assertEquals("2 ** 3 and snake_case_name", whole(80, "2 ** 3 and snake_case_name"));
    assertEquals("a `tick", whole(80, "a `tick\n"));
    assertEquals("[see]: http://x", whole(80, "[see]: http://x\n"));
  }

  @Test
  void waitsForTheEndOfASpanThatGoesOnInTheNextLine() {
    assertEquals("one two\nthree four", whole(80, "one **two\nthree** four\n\n"));
  }

  @Test
  void showsCodeLineByLineAndLeavesItsMarksAlone() {
    MarkdownStream stream = stream(80);
    stream.feed("```java\na * b * c\n  if (x");
    assertEquals("  a * b * c", taken(stream));
    assertEquals("    if (x", open(stream));
    stream.feed(")\n\n```\nafter");
    assertEquals("    if (x)\n  ", taken(stream));
    assertEquals("after", open(stream));
  }

  @Test
  void endsAFenceOnlyWithItsOwnMarks() {
    assertEquals("  ```\n  x", whole(80, "````\n```\nx\n````\n"));
    assertEquals("  ```", whole(80, "~~~\n```\n~~~\n"));
    assertEquals("• a\n  code", whole(80, "- a\n  ```\n  code\n  ```\n"));
  }

  @Test
  void laysOutListsQuotesHeadingsAndLinks() {
    assertEquals(
        "Title\n\n• one\n• two\n  1. deep", whole(80, "# Title\n\n- one\n* two\n  1. deep\n"));
    assertEquals("│ said\n│ │ before", whole(80, "> said\n> > before\n"));
    assertEquals("site (http://x), http://y", whole(80, "[site](http://x), <http://y>\n"));
    assertEquals("────────", whole(80, "***\n"));
  }

  @Test
  void keepsOneBlankLineBetweenBlocksAndNoneAround() {
    assertEquals("a\n\nb", whole(80, "\n\na\n\n\n\nb\n\n"));
  }

  @Test
  void showsATableWhenItIsComplete() {
    MarkdownStream stream = stream(80);
    stream.feed("| Name | Size |\n|---|--:|\n| 長い | 1 |\n");
    assertEquals("", taken(stream));
    assertTrue(open(stream).contains("| 長い | 1 |"), open(stream));
    stream.feed("| b | **2** |\n\n");
    assertEquals("Name  Size\n──────────\n長い  1\nb     2", taken(stream));
  }

  @Test
  void showsATableThatDoesNotFitAsItWasWritten() {
    assertEquals(
        "| Name | Size |\n|---|---|\n| abc | defghijk |",
        whole(14, "| Name | Size |\n|---|---|\n| abc | defghijk |\n"));
    assertEquals("| no table |\nafter", whole(80, "| no table |\nafter\n"));
  }

  @Test
  void showsATableOfMostLinesInColumnsAndTheRestAsAnother() {
    String head = "| a |\n|---|\n";
    String rows = "| x |\n".repeat(TableRows.MAX_LINES - 2);
    assertEquals(TableRows.MAX_LINES, whole(80, head + rows).lines().count());
    assertTrue(whole(80, head + rows).startsWith("a\n─"));
    assertTrue(whole(80, head + rows + "| y |\n").endsWith("x\n| y |"));
  }

  @Test
  void breaksBetweenWordsAndKeepsTheIndentOfAList() {
    assertEquals(
        "• one two three\n  four five six\n  seven",
        whole(18, "- one two three four five six seven\n"));
  }

  @Test
  void settlesTheBeginningOfALineThatDoesNotEnd() {
    MarkdownStream stream = stream(40);
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      stream.feed("word" + i + " ");
      shown.append(taken(stream).isEmpty() ? "" : "x");
      done.addAll(stream.taken());
      assertTrue(open(stream).length() <= OpenBlock.FORCED + 100, "open: " + open(stream).length());
      assertTrue(stream.open().stream().allMatch(row -> row.columnLength() < 40));
    }
    assertTrue(shown.length() > 50, "settled " + shown.length() + " times");
  }

  @Test
  void settlesTextWithoutBlanksAndOfWideCharacters() {
    String text = "漢字かな交じり文".repeat(300);
    String shown = whole(21, text);
    assertEquals(text, shown.replace("\n", ""));
    assertTrue(shown.lines().allMatch(row -> Rows.columns(row) <= 20), shown);
  }

  @Test
  void holdsNoMoreThanItsBoundWhenAMarkIsNeverClosed() {
    MarkdownStream stream = stream(80);
    stream.feed("an *open mark " + "word ".repeat(OpenBlock.FORCED / 5 + 40));
    assertTrue(taken(stream).startsWith("an *open mark word"));
  }

  @Test
  void showsTheSameInWhateverPiecesItComes() {
    String text =
        "# Head\n\nSome *text* with `code` and **bold\nover lines** here.\n- item one two three\n"
            + "- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nls -la\n```\nlong "
            + "words and _more_ words ".repeat(40)
            + "\nend";
    String expected = whole(60, text);
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      MarkdownStream stream = stream(60);
      int at = 0;
      while (at < text.length()) {
        int next = Math.min(text.length(), at + 1 + random.nextInt(20));
        stream.feed(text.substring(at, next));
        open(stream);
        at = next;
      }
      stream.finish();
      assertEquals(expected, taken(stream), "seed " + seed + " round " + round);
    }
  }

  @Test
  void costsNoMorePerPieceWhenTheLineIsLong() {
    MarkdownStream stream = stream(80);
    for (int i = 0; i < 20_000; i++) {
      stream.feed("and so on `x` ");
      stream.open();
      stream.taken();
    }
    assertTrue(open(stream).length() <= OpenBlock.FORCED, "what is redrawn stays bounded");
  }

  @Test
  void obeysNoEscapeSequenceOfAModel() {
    MarkdownStream stream = new MarkdownStream(new Paint(true), () -> 80);
    stream.feed("a \u001b]0;owned\u0007 **b**\n\n");
    String shown =
        stream.taken().stream().map(AttributedString::toAnsi).collect(Collectors.joining());
    assertFalse(shown.contains("\u001b]"), shown);
    assertTrue(shown.contains("\u001b[1mb"), shown);
  }

  private static MarkdownStream stream(int width) {
    return new MarkdownStream(new Paint(false), () -> width);
  }

  private static String whole(int width, String text) {
    MarkdownStream stream = stream(width);
    stream.feed(text);
    stream.finish();
    return taken(stream);
  }

  private static String taken(MarkdownStream stream) {
    return lines(stream.taken());
  }

  private static String open(MarkdownStream stream) {
    return lines(stream.open());
  }

  private static String lines(List<AttributedString> rows) {
    return rows.stream().map(AttributedString::toString).collect(Collectors.joining("\n"));
  }
}
