package alpi.daemon.schedule;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Locale;
import java.util.regex.Pattern;

/// One of the fields of a cron expression: what it is called, which numbers it takes, and the names
/// that stand for some of them.
enum CronField {
  SECOND("second", 0, 59, ""),
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY("day of month", 1, 31, ""),
  MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
  /// Sunday is 0 and 7.
  WEEKDAY("day of week", 0, 7, "sun mon tue wed thu fri sat");

  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

  private final String label;
  private final int min;
  private final int max;

  /// Three letters each, a space between.
  private final String names;

  CronField(String label, int min, int max, String names) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /// The numbers that the text stands for, as bits.
  ///
  /// @throws Problem `invalid_params`, saying what is wrong with which field
  long parse(String text) {
    long bits = 0;
    for (String part : COMMA.split(text, -1)) {
      bits |= part(part);
    }
    return this == WEEKDAY && (bits & (1L << 7)) != 0 ? (bits | 1L) & ~(1L << 7) : bits;
  }

  /// Every number of the field.
  long all() {
    return range(min, this == WEEKDAY ? 6 : max, 1);
  }

  private long part(String part) {
    int slash = part.indexOf('/');
    String span = slash < 0 ? part : part.substring(0, slash);
    int step = slash < 0 ? 1 : step(part.substring(slash + 1));
    if (span.equals("*")) {
      return range(min, this == WEEKDAY ? 6 : max, step);
    }
    int dash = span.indexOf('-');
    if (dash < 0) {
      int only = number(span);
      return range(only, slash < 0 ? only : this == WEEKDAY ? 6 : max, step);
    }
    int from = number(span.substring(0, dash));
    int to = number(span.substring(dash + 1));
    if (from > to) {
      throw refused("\"" + span + "\" runs backwards", "Write it as a list of two ranges.");
    }
    return range(from, to, step);
  }

  private static long range(int from, int to, int step) {
    long bits = 0;
    for (int i = from; i <= to; i += step) {
      bits |= 1L << i;
    }
    return bits;
  }

  private int step(String text) {
    int step = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (step < 1 || step > max) {
      throw refused(
          "\"/" + text + "\" is no step from 1 to " + max,
          "For a steady interval use `every`, for example 90m.");
    }
    return step;
  }

  private int number(String text) {
    int named = text.length() == 3 ? names.indexOf(text.toLowerCase(Locale.ROOT)) : -1;
    if (named >= 0 && named % 4 == 0) {
      return named / 4 + (this == MONTH ? 1 : 0);
    }
    int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
    if (number < min || number > max) {
      throw refused(
          "\"" + text + "\" is not " + min + " to " + max,
          names.isEmpty() ? "" : "Names are " + names + ".");
    }
    return number;
  }

  private Problem refused(String what, String hint) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS, "In the field for the " + label + " " + what + ".", hint);
  }
}
