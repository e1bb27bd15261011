package alpi.daemon.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DisplayTextTest {
  private static void assertHarmless(String shown) {
    assertTrue(
        shown
            .codePoints()
            .allMatch(c ->
                c == ' '
                    || switch (Character.getType(c)) {
                      case Character.CONTROL,
                          Character.FORMAT,
                          Character.SURROGATE,
                          Character.LINE_SEPARATOR,
                          Character.PARAGRAPH_SEPARATOR,
                          Character.SPACE_SEPARATOR ->
                          false;
                      default -> true;
                    }),
        shown);
  }

  @Test
  void noNaughtyStringReachesATerminalRaw() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/naughty-strings/blns.json"))) {
      JsonNode all = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(515, all.size());
      for (JsonNode one : all) {
        assertHarmless(DisplayText.escape(one.asString()));
        assertHarmless(DisplayText.host(one.asString()));
        assertHarmless(DisplayText.shown(DisplayText.shown(one.asString(), 80), 80));
        assertTrue(DisplayText.escape(one.asString(), 20).length() <= 20);
      }
    }
  }

  @Test
  void showsWhatWouldMoveTheCursor() {
    assertEquals("a\\u{1b}[2Jb", DisplayText.escape("a\u001b[2Jb"));
    assertEquals("a\\nb\\tc\\\\n", DisplayText.escape("a\nb\tc\\n"));
    assertEquals("x\\u{202e}y\\u{200b}z", DisplayText.escape("x\u202ey\u200bz"));
    assertEquals("a\\u{a0}b", DisplayText.escape("a\u00a0b"));
    assertEquals("grüße 日本 😀", DisplayText.escape("grüße 日本 😀"));
  }

  @Test
  void cutsAtTheLimitAndNotBefore() {
    assertEquals("abcd", DisplayText.escape("abcd", 4));
    assertEquals("abc…", DisplayText.escape("abcde", 4));
    assertEquals("ab…", DisplayText.escape("ab\u001bcd", 4));
  }

  @Test
  void showsHostsThatCouldDeceiveInAscii() {
    assertEquals("xn--pple-43d.com", DisplayText.host("\u0430pple.com"));
    assertEquals("münchen.de", DisplayText.host("münchen.de"));
    assertEquals("日本.jp", DisplayText.host("日本.jp"));
    assertTrue(DisplayText.host("\u0430\u0440\u0440\u04cf\u0435.com").startsWith("xn--"));
    assertFalse(DisplayText.host("a\u200bb.com").contains("\u200b"));
  }
}
