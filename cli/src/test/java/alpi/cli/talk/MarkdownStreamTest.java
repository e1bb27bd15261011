package alpi.cli.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MarkdownStreamTest {
  @Test
  void showsABlockWhenItIsCompleteAndNotBefore() {
    MarkdownStream stream = new MarkdownStream(false);
    assertEquals("", stream.feed("One *par"));
    assertEquals("", stream.feed("agraph*.\n"));
    assertEquals("One paragraph.\n", stream.feed("\n"));
  }

  @Test
  void showsCodeLineByLineAndLeavesItsMarksAlone() {
    MarkdownStream stream = new MarkdownStream(false);
    assertEquals("  a * b * c", stream.feed("```java\na * b * c\n"));
    assertEquals("  ", stream.feed("\n"));
    assertEquals("after", stream.feed("```\nafter").strip() + stream.finish().strip());
  }

  @Test
  void laysOutListsQuotesAndLinks() {
    MarkdownStream stream = new MarkdownStream(false);
    String shown =
        stream.feed("# Title\n\n- one\n- two\n  1. deep\n\n> said\n\n[site](http://x)\n\n")
            + stream.finish();
    assertTrue(shown.contains("Title\n"), shown);
    assertTrue(shown.contains("• one\n• two\n  1. deep"), shown);
    assertTrue(shown.contains("│ said"), shown);
    assertTrue(shown.contains("site (http://x)"), shown);
  }

  @Test
  void obeysNoEscapeSequenceOfAModel() {
    MarkdownStream stream = new MarkdownStream(true);
    String shown = stream.feed("a \u001b]0;owned\u0007 **b**\n\n");
    assertFalse(shown.contains("\u001b]"), shown);
    assertTrue(shown.contains("\u001b[1mb\u001b[0m"), shown);
  }
}
