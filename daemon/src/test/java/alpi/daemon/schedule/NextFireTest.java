package alpi.daemon.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// When schedules are due: against the table that users read, and against a second, slower way to
/// find out.
class NextFireTest {
  private static final Path TABLE = Path.of("..", "docs", "schedules.md");
  private static final Pattern BAR = Pattern.compile("\\s*\\|\\s*");
  private static final Pattern SPACE = Pattern.compile(" ");

  record Line(String zone, String cron, Instant from, Instant until, List<Instant> due) {}

  static List<Line> lines() throws IOException {
    List<Line> all = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      String[] cell = BAR.split(line, -1);
      if (cell.length == 7 && cell[2].startsWith("`")) {
        all.add(
            new Line(
                cell[1],
                cell[2].replace("`", ""),
                moment(cell[3]),
                moment(cell[4]),
                SPACE
                    .splitAsStream(cell[5])
                    .map(at -> moment(cell[3].substring(0, 5) + at))
                    .toList()));
      }
    }
    return all;
  }

  private static Instant moment(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void theTableIsWhatHappens(Line line) {
    List<Instant> due = new ArrayList<>();
    ZoneId zone = ZoneId.of(line.zone());
    Cron cron = Cron.parse(line.cron());
    Optional<Instant> next = NextFire.after(cron, zone, line.from());
    while (next.isPresent() && next.get().isBefore(line.until())) {
      due.add(next.get());
      next = NextFire.after(cron, zone, next.get());
    }
    assertEquals(line.due(), due, line.toString());
  }

  @Test
  void theTableIsThere() throws IOException {
    assertTrue(lines().size() >= 19, "lines: " + lines().size());
  }

  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Madrid",
          "Europe/London",
          "America/New_York",
          "America/Sao_Paulo",
          "America/Santiago",
          "Australia/Lord_Howe",
          "Australia/Sydney",
          "Asia/Kolkata",
          "Asia/Tehran",
          "Africa/Casablanca",
          "Pacific/Chatham");

  private static final List<String> EXPRESSIONS =
      List.of(
          "30 2 * * *",
          "0 0 * * *",
          "*/30 * * * *",
          "15 * * * *",
          "*/20 1-3 * * *",
          "0 */3 * * *",
          "45 1 * * sun",
          "10 2 31 3,10 *");

  /// Ten years of changes of the clocks, in twelve zones, for eight expressions.
  @Test
  void aroundEveryChangeOfTheClocksBothWaysAgree() {
    for (String zone : ZONES) {
      ZoneRules rules = ZoneId.of(zone).getRules();
      Instant at = Instant.parse("2020-01-01T00:00:00Z");
      Instant end = Instant.parse("2030-01-01T00:00:00Z");
      ZoneOffsetTransition change = rules.nextTransition(at);
      while (change != null && change.getInstant().isBefore(end)) {
        Instant middle = change.getInstant();
        compare(zone, middle.minus(Duration.ofHours(12)), middle.plus(Duration.ofHours(12)));
        change = rules.nextTransition(middle);
      }
      compare(zone, at, at.plus(Duration.ofDays(3)));
    }
  }

  private static void compare(String zone, Instant from, Instant until) {
    for (String expression : EXPRESSIONS) {
      Cron cron = Cron.parse(expression);
      List<Instant> due = new ArrayList<>();
      Optional<Instant> next = NextFire.after(cron, ZoneId.of(zone), from);
      while (next.isPresent() && next.get().isBefore(until)) {
        due.add(next.get());
        next = NextFire.after(cron, ZoneId.of(zone), next.get());
      }
      assertEquals(slowly(cron, zone, from, until), due, zone + " " + expression + " " + from);
    }
  }

  /// Looks at each minute of real time, or at each minute that clocks could show.
  private static List<Instant> slowly(Cron cron, String zone, Instant from, Instant until) {
    ZoneRules rules = ZoneId.of(zone).getRules();
    TreeSet<Instant> due = new TreeSet<>();
    if (cron.hourly()) {
      for (Instant at = from.plusSeconds(60); at.isBefore(until); at = at.plusSeconds(60)) {
        if (fits(cron, LocalDateTime.ofInstant(at, rules.getOffset(at)))) {
          due.add(at);
        }
      }
      return List.copyOf(due);
    }
    LocalDateTime local = LocalDateTime.ofInstant(from, ZoneOffset.UTC).minusDays(1);
    LocalDateTime end = LocalDateTime.ofInstant(until, ZoneOffset.UTC).plusDays(1);
    for (; local.isBefore(end); local = local.plusMinutes(1)) {
      if (fits(cron, local)) {
        List<ZoneOffset> valid = rules.getValidOffsets(local);
        Instant at =
            valid.isEmpty()
                ? rules.getTransition(local).getInstant()
                : local.toInstant(valid.getFirst());
        if (at.isAfter(from) && at.isBefore(until)) {
          due.add(at);
        }
      }
    }
    return List.copyOf(due);
  }

  private static boolean fits(Cron cron, LocalDateTime local) {
    return cron.from(local).filter(local::equals).isPresent();
  }

  @Test
  void whatComesNextIsAlwaysLater() {
    long seed = 20_261_121L;
    Random random = new Random(seed);
    for (int i = 0; i < Rounds.of(5_000, 100_000); i++) {
      String zone = ZONES.get(random.nextInt(ZONES.size()));
      String expression = EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size()));
      Instant at = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      Instant next = NextFire.after(Cron.parse(expression), ZoneId.of(zone), at).orElseThrow();
      assertTrue(
          next.isAfter(at), () -> "seed " + seed + ": " + zone + " " + expression + " " + at);
    }
  }

  @Test
  void aSteadyIntervalCountsFromItsBeginning() {
    Instant made = Instant.parse("2026-03-28T23:50:00Z");
    var every = new Trigger.Every(Duration.ofMinutes(45));
    assertEquals(
        List.of(made.plusSeconds(2_700), made.plusSeconds(5_400)),
        NextFire.after(every, ZoneId.of("Europe/Madrid"), made, made, 2));
    assertEquals(
        Optional.of(made.plusSeconds(2_700)),
        NextFire.after(every, ZoneOffset.UTC, made, made.minusSeconds(9_999)));
  }

  @Test
  void onceIsOnce() {
    Instant at = Instant.parse("2026-03-28T23:50:00Z");
    var once = new Trigger.At(at);
    assertEquals(Optional.of(at), NextFire.after(once, ZoneOffset.UTC, at, at.minusMillis(1)));
    assertEquals(Optional.empty(), NextFire.after(once, ZoneOffset.UTC, at, at));
  }
}
