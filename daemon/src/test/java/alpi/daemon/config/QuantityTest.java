package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantityTest {
  @ParameterizedTest
  @CsvSource({"250ms,250", "10s,10000", "120s,120000", "5m,300000", "2h,7200000", "7d,604800000"})
  void readsAndWritesDurations(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), DurationText.parse(text).orElseThrow());
    String written = DurationText.format(Duration.ofMillis(millis));
    assertEquals(Duration.ofMillis(millis), DurationText.parse(written).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "5 s", "5S", "1000000000000s", "1h30m"})
  void refusesOtherDurations(String text) {
    assertTrue(DurationText.parse(text).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0B,0", "1023B,1023", "1KiB,1024", "5MiB,5242880", "10GiB,10737418240"})
  void readsAndWritesSizes(String text, long bytes) {
    assertEquals(new ByteSize(bytes), ByteSize.parse(text).orElseThrow());
    assertEquals(text, new ByteSize(bytes).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5MB", "5 MiB", "-1B", "99999999999GiB", "1.5MiB"})
  void refusesOtherSizes(String text) {
    assertTrue(ByteSize.parse(text).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> new ByteSize(-1));
  }

  @Test
  void findsTheNearestNameAmongThoseThatAreNear() {
    List<String> names = List.of("max_steps", "max_parallel", "deny");

    assertEquals("max_steps", NearestName.of("max_stepps", names).orElseThrow());
    assertEquals("deny", NearestName.of("denny", names).orElseThrow());
    assertTrue(NearestName.of("zebra", names).isEmpty());
    assertTrue(NearestName.of("x".repeat(100), names).isEmpty());
  }
}
