package alpi.cli.command;

import alpi.cli.term.Refusal;

/// Spans of time as people type them: `500ms`, `90s`, `5m`, `2h`, `7d`; a bare number is seconds.
public final class Durations {
  private static final String[] UNITS = {"ms", "s", "m", "h", "d"};
  private static final long[] MILLIS = {1, 1_000, 60_000, 3_600_000, 86_400_000};

  private Durations() {}

  /// The span in milliseconds.
  ///
  /// @throws Refusal when `text` is no such span, or not above zero
  public static long millis(String option, String text) {
    long unit = 1_000;
    String digits = text;
    for (int i = 0; i < UNITS.length; i++) {
      if (text.endsWith(UNITS[i])) {
        unit = MILLIS[i];
        digits = text.substring(0, text.length() - UNITS[i].length());
        break;
      }
    }
    try {
      long value = Math.multiplyExact(Long.parseLong(digits), unit);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw refused(option, text);
    }
    throw refused(option, text);
  }

  /// The span as people say it, in its two largest units: `2d 3h`, `5m 10s`, `0s`.
  public static String shown(long millis) {
    String first = "";
    for (int i = UNITS.length - 1; i > 0; i--) {
      long value = (i + 1 < UNITS.length ? millis % MILLIS[i + 1] : millis) / MILLIS[i];
      if (!first.isEmpty()) {
        return value == 0 ? first : first + " " + value + UNITS[i];
      }
      first = value == 0 ? "" : value + UNITS[i];
    }
    return first.isEmpty() ? "0s" : first;
  }

  private static Refusal refused(String option, String text) {
    return Refusal.usage(option + " takes a time such as 90s, 5m or 2h, not \"" + text + "\".", "");
  }
}
