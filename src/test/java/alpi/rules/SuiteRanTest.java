package alpi.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SuiteRanTest {
  @Test
  void acceptanceClassesAreOnTheClasspath() {
    assertTrue(Runtime.version().feature() >= 25);
  }
}
