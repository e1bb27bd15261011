package alpi.daemon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The written form of a duration: a whole number and one of `ms s m h d`, as in `250ms` or `7d`.
public final class DurationText {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

  private DurationText() {}

  /// Reads the written form; empty when `text` is not one.
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  /// The shortest written form that keeps every millisecond; below a millisecond is cut.
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    long[] sizes = {86_400_000, 3_600_000, 60_000, 1000};
    String[] units = {"d", "h", "m", "s"};
    for (int i = 0; i < sizes.length; i++) {
      // 120s reads better than 2m beside 300s: a unit is used from two of it on.
      if (millis % sizes[i] == 0 && millis / sizes[i] >= (i == 3 ? 1 : 2)) {
        return millis / sizes[i] + units[i];
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }
}
