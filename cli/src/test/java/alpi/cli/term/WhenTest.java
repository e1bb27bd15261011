package alpi.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class WhenTest {
  private static final Instant NOW = Instant.parse("2026-11-21T15:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void tellsNearMomentsFromNowAndOthersByTheClockOfThePlace() {
    assertEquals("just now", near("2026-11-21T14:59:01Z"));
    assertEquals("1 min ago", near("2026-11-21T14:59:00Z"));
    assertEquals("59 min ago", near("2026-11-21T14:00:01Z"));
    assertEquals("15:00", near("2026-11-21T14:00:00Z"));
    assertEquals("00:00", near("2026-11-20T23:00:00Z"));
    assertEquals("yesterday 23:59", near("2026-11-20T22:59:59Z"));
    assertEquals("19 Nov 23:00", near("2026-11-19T22:00:00Z"));
    assertEquals("31 Dec 2025", near("2025-12-31T22:00:00Z"));
    assertEquals("in 30 s", near("2026-11-21T15:00:30Z"));
    assertEquals("in 5 min", near("2026-11-21T15:05:00Z"));
  }

  @Test
  void leavesAloneWhatIsNoMoment() {
    assertTrue(When.isMoment("2026-11-21T15:00:00.123Z"));
    for (String other : new String[] {"", "2026-11-21", "2026-99-21T15:00:00Z", "a-b:Z"}) {
      assertFalse(When.isMoment(other), other);
      assertEquals(other, When.shown(other));
    }
  }

  private static String near(String at) {
    return When.near(Instant.parse(at), NOW, BERLIN);
  }
}
