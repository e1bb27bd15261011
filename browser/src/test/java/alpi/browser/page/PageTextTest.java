package alpi.browser.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.browser.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a page looks like as text.
class PageTextTest {
  private static Node node(int depth, long ref, String role, String name) {
    boolean acts = List.of("button", "link", "textbox").contains(role);
    return new Node(
        depth,
        ref > 0 ? Optional.of(new Ref(ref)) : Optional.empty(),
        role,
        name,
        "",
        List.of(),
        "",
        role.equals("heading") ? 2 : 0,
        acts,
        "");
  }

  private static PageTree page(Node... nodes) {
    return new PageTree("http://x/", "x", List.of(nodes), nodes.length, nodes.length);
  }

  private static PageTree buttons(int count, int nameChars) {
    var nodes = new ArrayList<Node>();
    IntStream.rangeClosed(1, count)
        .forEach(i -> nodes.add(node(0, i, "button", "b".repeat(nameChars))));
    return new PageTree("http://x/", "x", nodes, count, count);
  }

  @Test
  void showsWhatCanBeActedOnUnderItsHeadings() {
    PageTree page =
        page(
            node(0, 1, "heading", "Mail"),
            node(0, 0, "text", "three new"),
            node(0, 2, "button", "Write"),
            node(0, 3, "alert", ""),
            node(1, 0, "text", "Sent."),
            node(0, 0, "text", "bottom"));
    assertEquals(
        "# Mail\nbutton \"Write\" [e2]\nalert [e3]\n  Sent.",
        PageText.of(page, View.INTERACTIVE, 1));
    assertEquals("heading 2 \"Mail\" [e1]", PageText.of(page, View.OUTLINE, 1));
    assertTrue(PageText.of(page, View.FULL, 1).contains("\nthree new\n"));
    assertEquals(
        "\n## Mail\nthree new\n(button: Write)\nSent.\nbottom", PageText.of(page, View.TEXT, 1));
  }

  @Test
  void saysThatThereIsNothing() {
    assertEquals("(nothing to show)", PageText.of(PageTree.NONE, View.FULL, 1));
    assertEquals("nothing found for \"cat\"", PageText.found(PageTree.NONE, "cat"));
  }

  @Test
  void showsAllThatFitsAndOneMoreOnAnotherPage() {
    int line = "button \"\" [e1]".length() + 81;
    int fits = PageText.MAX_CHARS / (line + 3);
    assertTrue(!PageText.of(buttons(fits, 80), View.INTERACTIVE, 1).contains("more"));
    String first = PageText.of(buttons(500, 80), View.INTERACTIVE, 1);
    assertTrue(first.length() <= PageText.MAX_CHARS + 80, () -> "length " + first.length());
    assertTrue(first.lines().allMatch(each -> each.startsWith("button") || each.startsWith("+")));
    String tail = first.lines().toList().getLast();
    assertTrue(tail.matches("\\+\\d+ more; page 1 of \\d+; narrow with find or a ref"), tail);
    String last = PageText.of(buttons(500, 80), View.INTERACTIVE, 999);
    assertTrue(last.contains("[e500]"), last);
  }

  @Test
  void countsWhatWasNeverRead() {
    PageTree part = new PageTree("", "", List.of(node(0, 1, "button", "a")), 5000, 9000);
    assertTrue(
        PageText.of(part, View.INTERACTIVE, 1).endsWith("+4999 more; narrow with find or a ref"));
  }

  @Test
  void tellsWhatCameWentAndChanged() {
    Node off = node(0, 3, "button", "off");
    Node on = node(0, 3, "button", "on");
    PageTree before = page(node(0, 1, "link", "stays"), node(0, 2, "link", "goes"), off);
    PageTree after = page(on, node(0, 1, "link", "stays"), node(0, 0, "text", "comes"));
    assertEquals(
        List.of("~ button \"on\" [e3]", "+ comes", "- link \"goes\" [e2]"),
        PageDiff.of(before, after));
    assertEquals(List.of(), PageDiff.of(after, after));
  }

  @Test
  void countsChangesPastTheMostThatAreShown() {
    assertEquals(
        PageDiff.MAX_LINES, PageDiff.of(PageTree.NONE, buttons(PageDiff.MAX_LINES, 3)).size());
    List<String> more = PageDiff.of(PageTree.NONE, buttons(PageDiff.MAX_LINES + 1, 3));
    assertEquals("+1 more changes; read the page", more.getLast());
    assertEquals(PageDiff.MAX_LINES + 1, more.size());
  }
}
