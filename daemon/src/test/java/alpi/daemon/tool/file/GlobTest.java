package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  private static boolean matches(String pattern, String path) {
    return Glob.of(pattern).orElseThrow().matches(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.java a.java true",
        "*.java b/a.java false",
        "**/*.java a.java true",
        "**/*.java b/c/a.java true",
        "b/**/a b/a true",
        "b/**/a b/x/y/a true",
        "b/**/a bx/a false",
        "b/** b/x/y true",
        "**a x/y/a true",
        "a?c abc true",
        "a?c a/c false",
        "[abc].txt b.txt true",
        "[a-c].txt d.txt false",
        "[!a-c].txt d.txt true",
        "[^a].txt a.txt false",
        "x[!a]y x/y false",
        "*.{js,ts} a.ts true",
        "*.{js,ts} a.rs false",
        "{a,b{c,d}}.x bd.x true",
        "{a,b{c,d}}.x b.x false",
        "{,a}b b true",
        "a{b a{b true",
        "a,b a,b true",
        "a[b a[b true",
        "\\*.x *.x true",
        "\\*.x a.x false",
        "a.b axb false",
        "** a/b true",
        "a a true",
        "a ab false"
      })
  void matchesAsAShellDoes(String pattern, String path, boolean expected) {
    assertEquals(expected, matches(pattern, path), pattern + " on " + path);
  }

  @Test
  void twelveStarsCostNoMoreThanTheyAreLong() {
    String name = "a".repeat(255);
    String path = (name + "/").repeat(15) + name;
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertFalse(matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", name));
          assertFalse(matches("**/*a*a*a*a*a*a*a*a*a*a*a*a*b", path));
          assertFalse(matches("**a".repeat(12) + "**b", path));
          assertFalse(matches("{a,aa,aaa}".repeat(20) + "b", name));
        });
  }

  @Test
  void aPatternIsAsLongAsItMayBeAndNoLonger() {
    assertTrue(Glob.of("a".repeat(Glob.MAX_CHARS)).isPresent());
    assertEquals(Optional.empty(), Glob.of("a".repeat(Glob.MAX_CHARS + 1)));
  }

  @Test
  void aHostileIgnoreFileDoesNotHoldUpASearch() {
    var rules = IgnoreRules.parse("*a*a*a*a*a*a*a*a*a*a*a*a*b\n".repeat(IgnoreRules.MAX_RULES));
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertEquals(Optional.empty(), rules.ignores("a".repeat(60), false)));
  }
}
