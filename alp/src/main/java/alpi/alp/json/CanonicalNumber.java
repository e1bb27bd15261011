package alpi.alp.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as ECMAScript's `Number::toString` prints them, which RFC 8785 prescribes.
///
/// `Double.toString` finds the same shortest digits, with one exception: it always gives two, and
/// then picks the closest two-digit decimal even where one digit names the same double.
final class CanonicalNumber {
  private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);
  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

  /// Decimal exponents beyond these are written with an `e`.
  private static final int MAX_PLAIN = 21;

  private static final int MIN_PLAIN = -6;

  private CanonicalNumber() {}

  static void write(BigInteger value, StringBuilder out) {
    if (value.abs().compareTo(EXACT) <= 0) {
      out.append(value);
      return;
    }
    double nearest = value.doubleValue();
    if (Double.isInfinite(nearest)) {
      throw new IllegalArgumentException("an integer that is larger than every double");
    }
    var text = new StringBuilder();
    write(nearest, text);
    // The shortest digits that name a double need not be its exact value: 50070199254740990.
    if (!new BigDecimal(nearest).toBigInteger().equals(value)
        && !value.toString().contentEquals(text)) {
      throw new IllegalArgumentException("an integer beyond 2^53 that no double holds exactly");
    }
    out.append(text);
  }

  static void write(double value, StringBuilder out) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("not a JSON number");
    }
    if (value == 0) {
      out.append('0');
      return;
    }
    if (value < 0) {
      out.append('-');
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    layOut(digits, digits.length() - shortest.scale(), out);
  }

  private static BigDecimal shortest(double positive) {
    BigDecimal found = new BigDecimal(Double.toString(positive)).stripTrailingZeros();
    if (found.precision() != 2) {
      return found;
    }
    BigDecimal oneDigit = found.round(ONE_DIGIT).stripTrailingZeros();
    return oneDigit.doubleValue() == positive ? oneDigit : found;
  }

  /// @param point how many digits stand before the decimal point; may be negative or beyond them
  private static void layOut(String digits, int point, StringBuilder out) {
    if (point > MAX_PLAIN || point <= MIN_PLAIN) {
      exponential(digits, point - 1, out);
    } else if (point <= 0) {
      out.append("0.").repeat('0', -point).append(digits);
    } else if (point < digits.length()) {
      out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    } else {
      out.append(digits).repeat('0', point - digits.length());
    }
  }

  private static void exponential(String digits, int exponent, StringBuilder out) {
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
  }
}
