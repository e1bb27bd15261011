package alpi.daemon.context.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManualTest {
  private final Manual manual = new Manual(ManualTest::pages);

  /// The pages as they stand in the repository.
  private static List<ManualPage> pages() {
    return Manual.PAGES.stream().map(ManualTest::page).toList();
  }

  private static ManualPage page(String name) {
    try {
      return new ManualPage(name, Files.readString(Path.of("..").resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void questionsOfNewcomersAreAnsweredByTheFirstSections() {
    Map<String, String> questions = new TreeMap<>();
    questions.put("how do I add a peer?", "alpi peers add");
    questions.put("undo what a run did", "alpi runs undo");
    questions.put("forget something it remembers", "alpi memory forget");
    questions.put("make a backup", "alpi backup");
    questions.put("run every morning", "alpi schedule add");
    questions.put("block a host", "alpi egress block");
    questions.put("where do I put my API key", "alpi secret set");
    questions.put("stop all work at once", "alpi halt");
    questions.put("systemd service", "alpi daemon install");
    questions.put("sandbox limits of memory and processes", "sandbox.limits");
    questions.put("where do a stranger's memories wait", "review");
    questions.put("tools.max_steps", "tools.max_steps");
    questions.put("host.memory.review", "host.memory.review");
    questions.forEach((question, answer) -> {
      List<ManualHit> hits = manual.search(question, 3);
      assertTrue(
          hits.stream()
              .anyMatch(
                  hit -> hit.excerpt().contains(answer) || hit.section().path().contains(answer)),
          () -> question + " => " + hits.stream().map(hit -> hit.section().pointer()).toList());
    });
  }

  @Test
  void aPointerLeadsToItsSection() {
    ManualHit hit = manual.search("add a peer", 1).getFirst();
    assertEquals("docs/HOWTO.md#add-a-peer", hit.section().pointer());
    assertEquals(hit.section().text(), manual.read(hit.section().pointer()));
    assertTrue(manual.read("README.md").startsWith("# "));
    for (String wrong : List.of("docs/NOPE.md", "README.md#nope", "../secrets", "")) {
      assertEquals(
          ErrorCode.NOT_FOUND, assertThrows(Problem.class, () -> manual.read(wrong)).code(), wrong);
    }
  }

  @Test
  void noTextIsTooOddToAsk() {
    for (String question : List.of("", "?!", "\"AND( NEAR *", "x".repeat(1 << 20), "\ud800 日本")) {
      assertTrue(manual.search(question, 5).size() <= 5);
    }
    assertEquals(List.of(), manual.search("the and of", 5));
    assertEquals(Manual.MAX_HITS, manual.search("alpi", 10_000).size());
  }

  @Test
  void excerptsAreBounded() {
    for (ManualHit hit : manual.search("connection host grant", 20)) {
      assertTrue(hit.excerpt().length() <= Manual.EXCERPT_CHARS + 3, hit.section().pointer());
    }
  }

  @Test
  void aHeadingInsideCodeIsNone() {
    var page = new ManualPage("p.md", "top\n# One\na\n```sh\n# no heading\n```\n## Two `x`\nb\n");
    List<Section> sections = page.sections();
    assertEquals(3, sections.size());
    assertEquals("p.md", sections.get(0).pointer());
    assertTrue(sections.get(1).text().contains("# no heading"));
    assertEquals("One › Two x", sections.get(2).path());
    assertEquals("p.md#two-x", sections.get(2).pointer());
  }

  @Test
  void wordsMeetTheirOtherForms() {
    assertEquals(Manual.stem("peers"), Manual.stem("peer"));
    assertEquals(Manual.stem("schedules"), Manual.stem("schedule"));
    assertEquals(Manual.stem("memories"), Manual.stem("memory"));
    assertEquals(Manual.stem("adding"), Manual.stem("adds"));
    assertFalse(Manual.stem("bus").isEmpty());
  }
}
