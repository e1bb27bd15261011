package alpi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import alpi.cli.term.Refusal;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void readsEveryUnitAndTakesABareNumberForSeconds() {
    assertEquals(500, Durations.millis("--timeout", "500ms"));
    assertEquals(90_000, Durations.millis("--timeout", "90s"));
    assertEquals(300_000, Durations.millis("--timeout", "5m"));
    assertEquals(7_200_000, Durations.millis("--timeout", "2h"));
    assertEquals(604_800_000, Durations.millis("--since", "7d"));
    assertEquals(30_000, Durations.millis("--timeout", "30"));
  }

  @Test
  void showsTheTwoLargestUnits() {
    assertEquals("0s", Durations.shown(999));
    assertEquals("1s", Durations.shown(1_000));
    assertEquals("59s", Durations.shown(59_999));
    assertEquals("1m", Durations.shown(60_000));
    assertEquals("1h 1m", Durations.shown(3_661_000));
    assertEquals("2d", Durations.shown(172_805_000));
  }

  @Test
  void refusesWhatIsNoTime() {
    for (String text : new String[] {"", "soon", "0s", "-5s", "5 m", "99999999999999999999d"}) {
      Refusal refusal =
          assertThrows(Refusal.class, () -> Durations.millis("--timeout", text), text);
      assertEquals(Refusal.USAGE, refusal.exit());
    }
  }
}
