package alpi.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The documents that people read are there, short enough to be read, and point at things that
/// exist.
class DocumentsTest {
  private static final List<String> TOP =
      List.of("README.md", "CHANGELOG.md", "ARCHITECTURE.md", "ROADMAP.md", "SECURITY.md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

  @Test
  void theNamedDocumentsLieAtTheTop() {
    for (String name : TOP) {
      assertTrue(Files.isRegularFile(Checkout.root().resolve(name)), () -> name + " is missing");
    }
  }

  @Test
  void readmeAndMapStayShort() {
    assertTrue(Checkout.read("README.md").lines().count() <= 120);
    assertTrue(Checkout.read("ARCHITECTURE.md").lines().count() <= 250);
  }

  @Test
  void changelogHasAPlaceForWhatIsNew() {
    assertTrue(Checkout.read("CHANGELOG.md").contains("## Unreleased"));
  }

  @Test
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    List<Path> documents = new ArrayList<>(TOP.stream().map(Checkout.root()::resolve).toList());
    Checkout.walk(Checkout.root().resolve("docs"))
        .filter(file -> file.toString().endsWith(".md"))
        .forEach(documents::add);
    for (Path document : documents) {
      Matcher link = LINK.matcher(String.join("\n", Checkout.lines(document)));
      while (link.find()) {
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          broken.add(document.getFileName() + " -> " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everyDecisionIsListed() {
    String index = Checkout.read("docs/adr/README.md");
    List<String> unlisted =
        Checkout.walk(Checkout.root().resolve("docs/adr"))
            .map(file -> file.getFileName().toString())
            .filter(name -> name.matches("\\d{4}-.*\\.md"))
            .filter(name -> !index.contains(name))
            .toList();
    assertEquals(List.of(), unlisted);
  }
}
