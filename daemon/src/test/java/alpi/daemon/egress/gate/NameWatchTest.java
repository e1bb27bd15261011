package alpi.daemon.egress.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.egress.CanonicalHost;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameWatchTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final NameWatch watch = new NameWatch();
  private long now;

  private boolean passes(String name) {
    return watch.objection(CanonicalHost.parse(name).orElseThrow(), now).isEmpty();
  }

  @Test
  void letsOrdinaryNamesPassAsOftenAsWanted() {
    for (int i = 0; i < 10_000; i++) {
      assertTrue(passes("registry.npmjs.org"));
    }
    assertTrue(passes("93.184.216.34"));
  }

  @Test
  void stopsAtTheLimitOfNewNamesASecond() {
    for (int i = 0; i < NameWatch.MAX_NEW_A_SECOND; i++) {
      assertTrue(passes("a" + i + ".example.com"), "name " + i);
    }
    assertFalse(passes("onemore.example.com"));
    now += SECOND;
    assertTrue(passes("onemore.example.com"));
  }

  @Test
  void stopsAtTheLimitOfNamesOfAJob() {
    for (int i = 0; i < NameWatch.MAX_NAMES; i++) {
      now += SECOND;
      assertTrue(passes("a" + i + ".example.com"), "name " + i);
    }
    now += SECOND;
    assertFalse(passes("onemore.example.com"));
    assertTrue(passes("a0.example.com"));
  }

  @Test
  void stopsADomainWhoseNamesAreData() {
    long seed = 7;
    var random = new Random(seed);
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      now += SECOND;
      String label = "0123456789" + Long.toString((1L << 60) + random.nextLong(1L << 60), 36);
      passed += passes(label + ".t.evil.co.uk") ? 1 : 0;
    }
    assertEquals(NameWatch.MAX_STRANGE, passed, "seed " + seed);
    assertFalse(passes("plain.evil.co.uk"));
    assertTrue(passes("www.example.co.uk"));
  }

  @Test
  void refusesANameThatIsOneLongMessage() {
    String most = "a".repeat(59) + "." + "b".repeat(NameWatch.MAX_BELOW_CHARS - 60);
    assertTrue(passes(most + ".example.com"));
    assertFalse(passes(most + "b.example.com"));
  }

  @Test
  void knowsWhatLooksLikeData() {
    assertFalse(NameWatch.looksLikeData("registry"));
    assertFalse(NameWatch.looksLikeData("a".repeat(NameWatch.MAX_LABEL_CHARS)));
    assertTrue(NameWatch.looksLikeData("a".repeat(NameWatch.MAX_LABEL_CHARS + 1)));
    assertTrue(
        NameWatch.looksLikeData(
            IntStream.range(0, 16)
                .mapToObj(i -> "" + (char) ('a' + i))
                .reduce("", String::concat)));
  }
}
