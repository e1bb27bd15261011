package alpi.browser;

import java.util.Optional;

/// The name of one element of one document: `e17`. It stays while the element does and is never
/// given to another one, so an old name can only fail.
public record Ref(long number) {
  private static final int MAX_DIGITS = 12;

  public Ref {
    if (number < 1) {
      throw new IllegalArgumentException("references count from 1");
    }
  }

  /// Reads `e17`, or the same in brackets as snapshots print it.
  public static Optional<Ref> parse(String text) {
    String bare = text.strip();
    if (bare.startsWith("[") && bare.endsWith("]")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    boolean digits = bare.length() > 1 && bare.substring(1).chars().allMatch(Ref::digit);
    if (!bare.startsWith("e") || !digits || bare.length() > MAX_DIGITS + 1) {
      return Optional.empty();
    }
    long number = Long.parseLong(bare.substring(1));
    return number < 1 ? Optional.empty() : Optional.of(new Ref(number));
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return "e" + number;
  }
}
