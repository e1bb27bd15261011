package alpi.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Guards against a suite that is green because it is empty.
class SuiteRanTest {
  private static final int FEWEST_ACCEPTANCE_CLASSES = 11;

  @Test
  void acceptanceClassesAreOnTheClasspath() {
    Path classes = Path.of(System.getProperty("alpi.root", ".")).resolve("src/test/target");
    List<Path> tests =
        Checkout.walk(classes.resolve("test-classes"))
            .filter(file -> file.getFileName().toString().endsWith("Test.class"))
            .toList();
    assertTrue(
        tests.size() >= FEWEST_ACCEPTANCE_CLASSES, () -> "test classes found: " + tests.size());
  }
}
