package alpi.alp.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as ECMAScript's `Number::toString` prints them, which RFC 8785 prescribes, and as the
/// peer link signs them.
///
/// `Double.toString` finds the same shortest digits, with one exception: it always gives two, and
/// then picks the closest two-digit decimal even where one digit names the same double.
final class CanonicalNumber {
  private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);
  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

  /// Decimal exponents beyond these are written with an `e`.
  private static final int MAX_PLAIN = 21;

  private static final int MIN_PLAIN = -6;

  /// Decimal exponents of the first digit, beyond which the peer link writes an `e`.
  private static final int MAX_LINK = 15;

  private static final int MIN_LINK = -4;

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

  /// A number of the peer link that was not written as an integer: always with a point or an
  /// exponent, which has a sign and two digits at least.
  static void writeForLink(double value, StringBuilder out) {
    checkFinite(value);
    if (Double.doubleToRawLongBits(value) < 0) {
      out.append('-');
    }
    if (value == 0) {
      out.append("0.0");
      return;
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    if (exponent < MIN_LINK || exponent > MAX_LINK) {
      mantissa(digits, out);
      String size = Integer.toString(Math.abs(exponent));
      out.append('e').append(exponent < 0 ? '-' : '+').repeat('0', 2 - Math.min(2, size.length()));
      out.append(size);
    } else {
      layOut(digits, exponent + 1, out);
      if (digits.length() <= exponent + 1) {
        out.append(".0");
      }
    }
  }

  private static void checkFinite(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("not a JSON number");
    }
  }

  static void write(double value, StringBuilder out) {
    checkFinite(value);
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

  private static void mantissa(String digits, StringBuilder out) {
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
  }

  private static void exponential(String digits, int exponent, StringBuilder out) {
    mantissa(digits, out);
    out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
  }
}
