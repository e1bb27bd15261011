package alpi.cli.term;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Moments as people read them: near ones relative, others by the clock of this place. Programs
/// read `--json`, where they stay as they came.
public final class When {
  private static final DateTimeFormatter CLOCK = formatter("HH:mm");
  private static final DateTimeFormatter DAY = formatter("d MMM HH:mm");
  private static final DateTimeFormatter YEAR = formatter("d MMM yyyy");
  private static final DateTimeFormatter EXACT = formatter("yyyy-MM-dd HH:mm:ss");
  private static final int SHORTEST = "2026-01-01T00:00Z".length();

  private When() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /// Whether the text is a moment as the daemon writes them.
  public static boolean isMoment(String text) {
    if (text.length() < SHORTEST || text.charAt(4) != '-' || !text.endsWith("Z")) {
      return false;
    }
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /// "just now", "5 min ago", "14:02", "yesterday 14:02", "3 Feb 14:02", "3 Feb 2025"; moments to
  /// come as "in 5 min". What is no moment stays as it is.
  public static String shown(String text) {
    return isMoment(text) ? near(Instant.parse(text), Instant.now(), ZoneId.systemDefault()) : text;
  }

  /// The date and the second here.
  public static String exact(String text) {
    return isMoment(text) ? EXACT.format(Instant.parse(text).atZone(ZoneId.systemDefault())) : text;
  }

  static String near(Instant at, Instant now, ZoneId here) {
    long seconds = Duration.between(at, now).toSeconds();
    long minutes = Math.abs(seconds) / 60;
    if (minutes < 60) {
      String span = minutes == 0 ? Math.abs(seconds) + " s" : minutes + " min";
      return seconds < 0 ? "in " + span : minutes == 0 ? "just now" : span + " ago";
    }
    LocalDateTime then = LocalDateTime.ofInstant(at, here);
    LocalDate today = LocalDate.ofInstant(now, here);
    if (then.toLocalDate().equals(today)) {
      return CLOCK.format(then);
    }
    if (then.toLocalDate().equals(today.minusDays(1))) {
      return "yesterday " + CLOCK.format(then);
    }
    return (then.getYear() == today.getYear() ? DAY : YEAR).format(then);
  }
}
