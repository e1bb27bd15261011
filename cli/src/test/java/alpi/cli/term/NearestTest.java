package alpi.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void findsTheWordThatWasMeant() {
    assertEquals("Did you mean \"chat\"?", Nearest.hint("caht", "chat", "config"));
    assertEquals("Did you mean \"sessions\"?", Nearest.hint("session", "sessions", "secret"));
    assertEquals("Did you mean \"--model\"?", Nearest.hint("--modle", "--model", "--json"));
  }

  @Test
  void staysSilentWhenNothingIsNear() {
    assertEquals("", Nearest.hint("frobnicate", "chat", "config"));
  }

  @Test
  void countsASwapOfNeighboursAsOneEdit() {
    assertEquals(1, Nearest.distance("caht", "chat"));
    assertEquals(3, Nearest.distance("kitten", "sitting"));
  }
}
