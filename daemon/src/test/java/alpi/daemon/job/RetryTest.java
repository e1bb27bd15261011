package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final Ids ids = new Ids(new FakeTime(), new Random(1));

  @Test
  void restsBetweenHalfAndAllOfTheDoubledBackoff() {
    Retry retry = Retry.of(20, Duration.ofSeconds(4));
    for (int i = 0; i < 1_000; i++) {
      JobId job = ids.job();
      for (int tried = 1; tried < 20; tried++) {
        long full = Math.min(4_000L << (tried - 1), Retry.LONGEST.toMillis());
        long rest = retry.rest(job, tried).toMillis();
        assertTrue(full / 2 <= rest && rest <= full, job + " " + tried + ": " + rest);
      }
    }
  }

  @Test
  void aCrowdThatFailedTogetherSpreads() {
    Set<Duration> rests = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      rests.add(Retry.of(3, Duration.ofSeconds(10)).rest(ids.job(), 1));
    }
    assertTrue(rests.size() > 800, "different rests: " + rests.size());
  }

  @Test
  void aRestartIsNoFaultOfTheJob() {
    assertEquals(Duration.ZERO, Retry.USUAL.restVanished(ids.job(), 1));
    assertTrue(Retry.USUAL.restVanished(ids.job(), 2).isPositive());
  }

  @Test
  void refusesWhatIsOnePastItsBounds() {
    Retry.of(Retry.MAX_TRIES, Retry.LONGEST);
    assertThrows(
        IllegalArgumentException.class, () -> Retry.of(Retry.MAX_TRIES + 1, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Retry.of(0, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Retry.of(1, Retry.LONGEST.plusMillis(1)));
    assertThrows(
        IllegalArgumentException.class, () -> JobTerms.USUAL.priority(JobTerms.MAX_PRIORITY + 1));
  }
}
