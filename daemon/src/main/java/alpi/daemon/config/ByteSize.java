package alpi.daemon.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of bytes, written `5MiB`: a whole number and one of `B KiB MiB GiB`.
///
/// @param bytes zero or more
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is zero or more bytes");
    }
  }

  /// Reads the written form; empty when `text` is not one or exceeds a long.
  public static Optional<ByteSize> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    int shift =
        switch (matcher.group(2)) {
          case "GiB" -> 30;
          case "MiB" -> 20;
          case "KiB" -> 10;
          default -> 0;
        };
    return number > Long.MAX_VALUE >> shift
        ? Optional.empty()
        : Optional.of(new ByteSize(number << shift));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /// The written form, in the largest unit that divides the amount.
  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    int unit = 0;
    long number = bytes;
    while (unit < 3 && number != 0 && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return number + units[unit];
  }
}
