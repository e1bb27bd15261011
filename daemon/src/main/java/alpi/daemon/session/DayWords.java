package alpi.daemon.session;

import alpi.daemon.base.Period;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The words under which days, months and years stand in an index, so that a question about a
/// period is a question about a few words: whole years and months by their own, the rest by days.
/// Days are those of UTC, and a day that is touched counts; what lies beside the period on it is
/// left out by its moment.
final class DayWords {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("'d'uuuuMMdd", Locale.ROOT);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("'m'uuuuMM", Locale.ROOT);
  private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("'y'uuuu", Locale.ROOT);

  /// Most years that are told apart; what lies before them is not found by its time.
  static final int MAX_YEARS = 100;

  private DayWords() {}

  /// @param first the earliest moment there is anything of
  /// @param last the latest
  /// @return empty when nothing there is lies in the period
  static List<String> of(Period period, Instant first, Instant last) {
    LocalDate from = day(period.since().filter(first::isBefore).orElse(first));
    LocalDate end = day(period.until().filter(last::isAfter).orElse(last)).plusDays(1);
    if (from.isBefore(end.minusYears(MAX_YEARS))) {
      from = end.minusYears(MAX_YEARS);
    }
    List<String> words = new ArrayList<>();
    LocalDate at = from;
    while (at.isBefore(end)) {
      if (at.getDayOfYear() == 1 && !at.plusYears(1).isAfter(end)) {
        words.add(YEAR.format(at));
        at = at.plusYears(1);
      } else if (at.getDayOfMonth() == 1 && !at.plusMonths(1).isAfter(end)) {
        words.add(MONTH.format(at));
        at = at.plusMonths(1);
      } else {
        words.add(DAY.format(at));
        at = at.plusDays(1);
      }
    }
    return words;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
