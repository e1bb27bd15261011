package alpi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Period;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DayWordsTest {
  private static final Instant FIRST = Instant.parse("2023-11-05T10:00:00Z");
  private static final Instant LAST = Instant.parse("2026-02-02T08:00:00Z");

  @Test
  void wholeYearsAndMonthsStandForTheirDays() {
    assertEquals(
        List.of("d20231130", "m202312", "y2024", "m202501", "d20250201", "d20250202"),
        words("2023-11-30T00:00:00Z", "2025-02-02T12:00:00Z"));
  }

  @Test
  void anOpenPeriodEndsWhereThereIsNothingMore() {
    List<String> words = DayWords.of(Period.ALWAYS, FIRST, LAST);
    assertEquals("d20231105", words.getFirst());
    assertEquals("d20260202", words.getLast());
    assertTrue(words.containsAll(List.of("m202312", "y2024", "y2025", "m202601")), words::toString);
  }

  @Test
  void aPeriodBesideAllThatThereIsHasNoWords() {
    assertEquals(List.of(), words("2031-01-01T00:00:00Z", "2032-01-01T00:00:00Z"));
  }

  @Test
  void everyDayOfAnyPeriodIsNamedOnce() {
    long seed = 20261122;
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Instant since = FIRST.plus(random.nextInt(700), ChronoUnit.HOURS);
      Instant until = since.plus(1 + random.nextInt(19_000), ChronoUnit.HOURS);
      var period = new Period(Optional.of(since), Optional.of(until));
      Set<LocalDate> days = new HashSet<>();
      for (String word : DayWords.of(period, FIRST, LAST)) {
        days(word).forEach(day -> assertTrue(days.add(day), () -> "seed " + seed + ": " + word));
      }
      Set<LocalDate> wanted = new HashSet<>();
      Instant end = until.isBefore(LAST) ? until : LAST;
      LocalDate last = LocalDate.ofInstant(end, ZoneOffset.UTC);
      LocalDate from = LocalDate.ofInstant(since, ZoneOffset.UTC);
      from.datesUntil(last.plusDays(1)).forEach(wanted::add);
      assertEquals(wanted, days, () -> "seed " + seed + ": " + period);
    }
  }

  @Test
  void aPeriodEndsAfterItBegins() {
    Optional<Instant> at = Optional.of(FIRST);
    assertThrows(Problem.class, () -> new Period(at, at));
    assertTrue(new Period(at, Optional.of(FIRST.plusNanos(1))).holds(FIRST));
  }

  private static List<LocalDate> days(String word) {
    int year = Integer.parseInt(word.substring(1, 5));
    return switch (word.charAt(0)) {
      case 'y' -> LocalDate.of(year, 1, 1).datesUntil(LocalDate.of(year + 1, 1, 1)).toList();
      case 'm' -> {
        LocalDate first = LocalDate.of(year, Integer.parseInt(word.substring(5)), 1);
        yield first.datesUntil(first.plusMonths(1)).toList();
      }
      default ->
          List.of(
              LocalDate.of(
                  year,
                  Integer.parseInt(word.substring(5, 7)),
                  Integer.parseInt(word.substring(7))));
    };
  }

  private static List<String> words(String since, String until) {
    var period = new Period(Optional.of(Instant.parse(since)), Optional.of(Instant.parse(until)));
    return DayWords.of(period, FIRST, LAST);
  }
}
