package alpi.daemon.model;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Questions about days, answered from the proleptic ISO calendar and the date that stands in the
/// request.
final class DateQuestions {
  private static final String DATE =
      "(\\d{4}-\\d{2}-\\d{2}|today|tomorrow|yesterday|\\d{1,2}\\.? [a-z]{3,9},? \\d{4}"
          + "|[a-z]{3,9} \\d{1,2},? \\d{4})";
  private static final String UNIT = "(days?|weeks?|months?|years?)";
  private static final Pattern TODAY =
      Pattern.compile(
          "(what(?:'s| is) )?(the )?(current |today's )?date( is it)?( today)?"
              + "|(what|which) (day|date)( of the week)? is (it|today)( today)?|today");
  private static final Pattern WEEKDAY =
      Pattern.compile(
          "(?:(?:what|which) (?:day|weekday)(?: of the week)? (?:is|was|will be)"
              + "|(?:the )?(?:weekday|day of the week) of) (?:on )?"
              + DATE);
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?:how many )?days (?:are there )?(?:between|from) "
              + DATE
              + " (?:and|to|until) "
              + DATE);
  private static final Pattern UNTIL =
      Pattern.compile("(?:how many )?days (?:are (?:there|left) )?(until|till|to|since) " + DATE);
  private static final Pattern PLUS =
      Pattern.compile("(?:what(?:'s| is) )?" + DATE + " ?([-+]|plus|minus) ?(\\d{1,6}) " + UNIT);
  private static final Pattern AFTER =
      Pattern.compile(
          "(?:what(?:'s| is)(?: the date)? )?(\\d{1,6}) " + UNIT + " (after|from|before) " + DATE);
  private static final Pattern FROM_NOW =
      Pattern.compile(
          "(?:what(?:'s| is| will be) the date |what day (?:is it|will it be) )"
              + "(?:in (\\d{1,6}) "
              + UNIT
              + "|(\\d{1,6}) "
              + UNIT
              + " (ago|from now))");
  private static final List<DateTimeFormatter> FORMATS =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE,
          words("d MMMM uuuu"),
          words("d MMM uuuu"),
          words("MMMM d uuuu"),
          words("MMM d uuuu"));

  private final LocalDate today;

  DateQuestions(LocalDate today) {
    this.today = today;
  }

  /// The answer; empty when the question is not about days.
  Optional<String> answer(String raw) {
    String text = raw.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replace("−", "-").strip();
    try {
      if (TODAY.matcher(text).matches()) {
        return Optional.of("Today is " + full(today) + ".");
      }
      return weekday(text)
          .or(() -> between(text))
          .or(() -> until(text))
          .or(() -> plus(text))
          .or(() -> after(text))
          .or(() -> fromNow(text));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.of("There is no such date in the calendar.");
    }
  }

  private Optional<String> weekday(String text) {
    Matcher m = WEEKDAY.matcher(text);
    return m.matches() ? Optional.of(full(date(m.group(1)))) : Optional.empty();
  }

  private Optional<String> between(String text) {
    Matcher m = BETWEEN.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    LocalDate from = date(m.group(1));
    LocalDate to = date(m.group(2));
    return Optional.of(
        days(ChronoUnit.DAYS.between(from, to)) + " from " + full(from) + " to " + full(to) + ".");
  }

  private Optional<String> until(String text) {
    Matcher m = UNTIL.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    LocalDate date = date(m.group(2));
    long days = ChronoUnit.DAYS.between(today, date);
    boolean since = m.group(1).equals("since");
    return Optional.of(
        days(since ? -days : days) + (since ? " since " : " until ") + full(date) + ".");
  }

  private Optional<String> plus(String text) {
    Matcher m = PLUS.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean minus = m.group(2).equals("-") || m.group(2).equals("minus");
    return Optional.of(shifted(date(m.group(1)), m.group(3), m.group(4), minus));
  }

  private Optional<String> after(String text) {
    Matcher m = AFTER.matcher(text);
    return m.matches()
        ? Optional.of(
            shifted(date(m.group(4)), m.group(1), m.group(2), m.group(3).equals("before")))
        : Optional.empty();
  }

  private Optional<String> fromNow(String text) {
    Matcher m = FROM_NOW.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        m.group(1) != null
            ? shifted(today, m.group(1), m.group(2), false)
            : shifted(today, m.group(3), m.group(4), m.group(5).equals("ago")));
  }

  private static String shifted(LocalDate from, String count, String unit, boolean back) {
    long amount = back ? -Long.parseLong(count) : Long.parseLong(count);
    ChronoUnit by =
        switch (unit.charAt(0)) {
          case 'd' -> ChronoUnit.DAYS;
          case 'w' -> ChronoUnit.WEEKS;
          case 'm' -> ChronoUnit.MONTHS;
          default -> ChronoUnit.YEARS;
        };
    return full(from.plus(amount, by));
  }

  private LocalDate date(String text) {
    return switch (text) {
      case "today" -> today;
      case "tomorrow" -> today.plusDays(1);
      case "yesterday" -> today.minusDays(1);
      default -> parse(text.replaceAll("[.,]", ""));
    };
  }

  private static LocalDate parse(String text) {
    return FORMATS.stream()
        .flatMap(format -> parse(text, format).stream())
        .findFirst()
        .orElseThrow(() -> new DateTimeException("no date: " + text));
  }

  private static Optional<LocalDate> parse(String text, DateTimeFormatter format) {
    var position = new ParsePosition(0);
    TemporalAccessor parsed = format.parseUnresolved(text, position);
    return parsed != null && position.getErrorIndex() < 0 && position.getIndex() == text.length()
        ? Optional.of(LocalDate.parse(text, format))
        : Optional.empty();
  }

  private static DateTimeFormatter words(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH);
  }

  private static String days(long days) {
    return days == 1 ? "1 day" : days + " days";
  }

  private static String full(LocalDate date) {
    return date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + ", " + date;
  }
}
