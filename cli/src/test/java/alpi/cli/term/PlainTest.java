package alpi.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class PlainTest {
  @Test
  void leavesOrdinaryTextAlone() {
    String text = "naïve 日本語 😀\n\ttab";
    assertSame(text, Plain.text(text));
  }

  @Test
  void showsControlCharactersInsteadOfObeyingThem() {
    assertEquals("␛[31mred␛]0;title␇␈", Plain.text("\u001b[31mred\u001b]0;title\u0007\b"));
  }

  @Test
  void dropsCarriageReturnsAndDisarmsEightBitControls() {
    assertEquals("ab\uFFFD2J\uFFFD", Plain.text("a\rb\u009b2J\u202e"));
  }

  @Test
  void isSafeHoweverTheTextIsCut() {
    String evil = "x\u001b[2J\u001b]8;;http://e\u0007y";
    StringBuilder pieces = new StringBuilder();
    for (int i = 0; i < evil.length(); i++) {
      pieces.append(Plain.text(evil.substring(i, i + 1)));
    }
    assertEquals(Plain.text(evil), pieces.toString());
    assertFalse(pieces.toString().contains("\u001b"));
  }
}
