package alpi.daemon.schedule;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A cron expression: minute, hour, day of month, month, day of week, with a second before them
/// when there are six fields. Where both days are restricted either is enough, as POSIX has it.
///
/// @param text as it was written, spaces evened out
/// @param eitherDay whether a day needs to fit only one of the two day fields
public record Cron(
    String text,
    long seconds,
    long minutes,
    long hours,
    long days,
    long months,
    long weekdays,
    boolean eitherDay) {
  /// Longest expression, in characters.
  public static final int MAX_CHARS = 200;

  /// The calendar repeats itself within so many years, 29 February included.
  private static final int YEARS = 9;

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  /// Reads an expression.
  ///
  /// @throws Problem `invalid_params`, also for one that never comes, such as 30 February
  public static Cron parse(String expression) {
    String text = SPACE.matcher(expression.strip()).replaceAll(" ");
    if (text.length() > MAX_CHARS) {
      throw refused("A cron expression has at most " + MAX_CHARS + " characters.");
    }
    String[] fields = SPACE.split(NICKNAMES.getOrDefault(text.toLowerCase(Locale.ROOT), text), -1);
    if (fields.length != 5 && fields.length != 6) {
      throw refused("A cron expression has five fields, or six with seconds first.");
    }
    int at = fields.length - 5;
    Cron cron =
        new Cron(
            text,
            at == 0 ? 1L : CronField.SECOND.parse(fields[0]),
            CronField.MINUTE.parse(fields[at]),
            CronField.HOUR.parse(fields[at + 1]),
            CronField.DAY.parse(fields[at + 2]),
            CronField.MONTH.parse(fields[at + 3]),
            CronField.WEEKDAY.parse(fields[at + 4]),
            !fields[at + 2].startsWith("*") && !fields[at + 4].startsWith("*"));
    if (cron.from(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
      throw refused("\"" + text + "\" names a day that never comes.");
    }
    return cron;
  }

  private static Problem refused(String sentence) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        sentence,
        "For example \"30 7 * * mon-fri\": at 7:30 from Monday to Friday.");
  }

  /// Whether it runs in every hour, and so keeps real time when the clocks change: a clock hour
  /// that is skipped or doubled is one hour less or more of it.
  public boolean hourly() {
    return hours == CronField.HOUR.all();
  }

  /// The first local time that fits, at or after `start`.
  Optional<LocalDateTime> from(LocalDateTime start) {
    LocalDateTime whole = start.truncatedTo(ChronoUnit.SECONDS);
    LocalDateTime at = whole.equals(start) ? start : whole.plusSeconds(1);
    LocalTime earliest = at.toLocalTime();
    LocalDate day = at.toLocalDate();
    LocalDate end = day.plusYears(YEARS);
    while (day.isBefore(end)) {
      if (!has(months, day.getMonthValue())) {
        day = YearMonth.from(day).plusMonths(1).atDay(1);
        earliest = LocalTime.MIDNIGHT;
        continue;
      }
      Optional<LocalTime> time = fits(day) ? timeFrom(earliest) : Optional.empty();
      if (time.isPresent()) {
        return Optional.of(day.atTime(time.get()));
      }
      day = day.plusDays(1);
      earliest = LocalTime.MIDNIGHT;
    }
    return Optional.empty();
  }

  private boolean fits(LocalDate day) {
    boolean date = has(days, day.getDayOfMonth());
    boolean weekday = has(weekdays, day.getDayOfWeek().getValue() % 7);
    return eitherDay ? date || weekday : date && weekday;
  }

  private Optional<LocalTime> timeFrom(LocalTime earliest) {
    for (int hour = next(hours, earliest.getHour()); hour >= 0; hour = next(hours, hour + 1)) {
      boolean same = hour == earliest.getHour();
      int first = same ? earliest.getMinute() : 0;
      for (int minute = next(minutes, first); minute >= 0; minute = next(minutes, minute + 1)) {
        boolean exact = same && minute == earliest.getMinute();
        int second = next(seconds, exact ? earliest.getSecond() : 0);
        if (second >= 0) {
          return Optional.of(LocalTime.of(hour, minute, second));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean has(long bits, int value) {
    return (bits & (1L << value)) != 0;
  }

  /// The smallest number of the set at or above `from`; -1 when there is none.
  private static int next(long bits, int from) {
    long rest = from >= Long.SIZE ? 0 : bits & (-1L << from);
    return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
  }
}
