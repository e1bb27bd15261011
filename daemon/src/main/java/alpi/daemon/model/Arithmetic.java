package alpi.daemon.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;

/// A calculator with exact decimals: `+ - * / ^`, parentheses, percent. `80 + 10%` is 88, as on any
/// pocket calculator; `15% of 80` is 12.
final class Arithmetic {
  /// Longest expression, in characters.
  static final int MAX_CHARS = 1000;

  /// Deepest nesting of parentheses.
  static final int MAX_DEPTH = 50;

  /// Largest exponent.
  static final int MAX_EXPONENT = 1000;

  private static final int MAX_DIGITS = 5000;

  private final String text;
  private int at;
  private int depth;
  private boolean rounded;

  private Arithmetic(String text) {
    this.text = text;
  }

  /// What an expression comes to; empty when `raw` is not one.
  ///
  /// @throws ArithmeticException with a sentence, when it is one that has no value here
  static Optional<String> answer(String raw) {
    String text = plain(raw);
    boolean shaped =
        text.length() <= MAX_CHARS
            && text.matches("[-+*/^%().0-9 ]+")
            && text.matches(".*[0-9].*[-+*/^%].*|.*[-+][ (]*[0-9].*|.*\\(.*[0-9].*\\).*");
    if (!shaped) {
      return Optional.empty();
    }
    var calculator = new Arithmetic(text.replace(" ", ""));
    try {
      BigDecimal value = calculator.sum();
      if (calculator.at < calculator.text.length()) {
        return Optional.empty();
      }
      String sign = calculator.rounded ? "≈ " : "";
      return Optional.of(sign + plain(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String plain(String raw) {
    return raw.toLowerCase(Locale.ROOT)
        .replaceAll("(?<=[0-9])[_'](?=[0-9])", "")
        .replaceAll("(?<=[0-9]),(?=[0-9]{3}\\b)", "")
        .replaceAll("\\bdivided by\\b|÷", "/")
        .replaceAll("\\b(times|multiplied by|x)\\b|×|·", "*")
        .replaceAll("(?<=[0-9)]) of (?=[0-9(])|% of ", "%*")
        .replaceAll("%%\\*", "%*")
        .replaceAll("\\bplus\\b", "+")
        .replaceAll("\\bminus\\b|−", "-")
        .replaceAll("\\bpercent\\b", "%")
        .replaceAll("\\bto the power of\\b|\\*\\*", "^")
        .strip();
  }

  private static String plain(BigDecimal value) {
    BigDecimal bare = value.stripTrailingZeros();
    return (bare.scale() < 0 ? bare.setScale(0) : bare).toPlainString();
  }

  private BigDecimal sum() {
    BigDecimal value = product();
    while (peek('+') || peek('-')) {
      boolean plus = text.charAt(at++) == '+';
      int before = at;
      BigDecimal right = product();
      boolean share = text.substring(before, at).matches("[0-9.]+%");
      BigDecimal part = share ? value.multiply(right) : right;
      value = bounded(plus ? value.add(part) : value.subtract(part));
    }
    return value;
  }

  private BigDecimal product() {
    BigDecimal value = signed();
    while (peek('*') || peek('/')) {
      boolean times = text.charAt(at++) == '*';
      BigDecimal right = signed();
      value = bounded(times ? value.multiply(right) : quotient(value, right));
    }
    return value;
  }

  private BigDecimal quotient(BigDecimal left, BigDecimal right) {
    if (right.signum() == 0) {
      throw new ArithmeticException("There is no result: that divides by zero.");
    }
    try {
      return left.divide(right);
    } catch (ArithmeticException e) {
      rounded = true;
      return left.divide(right, MathContext.DECIMAL128);
    }
  }

  private BigDecimal signed() {
    if (peek('-') || peek('+')) {
      boolean minus = text.charAt(at++) == '-';
      enter();
      BigDecimal value = signed();
      depth--;
      return minus ? value.negate() : value;
    }
    return power();
  }

  private BigDecimal power() {
    BigDecimal base = percent();
    if (!peek('^')) {
      return base;
    }
    at++;
    enter();
    BigDecimal exponent = signed();
    depth--;
    boolean fits =
        exponent.stripTrailingZeros().scale() <= 0
            && exponent.abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) <= 0;
    if (!fits) {
      throw new ArithmeticException("Exponents are whole numbers up to " + MAX_EXPONENT + " here.");
    }
    BigDecimal value = bounded(base.pow(exponent.abs().intValueExact()));
    return exponent.signum() < 0 ? quotient(BigDecimal.ONE, value) : value;
  }

  private BigDecimal percent() {
    BigDecimal value = atom();
    while (peek('%')) {
      at++;
      value = value.movePointLeft(2);
    }
    return value;
  }

  private BigDecimal atom() {
    if (peek('(')) {
      at++;
      enter();
      BigDecimal value = sum();
      depth--;
      if (!peek(')')) {
        throw new NumberFormatException("an open parenthesis");
      }
      at++;
      return value;
    }
    int start = at;
    while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    return new BigDecimal(text.substring(start, at));
  }

  private void enter() {
    depth++;
    if (depth > MAX_DEPTH) {
      throw new ArithmeticException("That is nested too deeply to be calculated here.");
    }
  }

  private static BigDecimal bounded(BigDecimal value) {
    if (value.precision() + Math.abs(value.scale()) > MAX_DIGITS) {
      throw new ArithmeticException("The result has more than " + MAX_DIGITS + " digits.");
    }
    return value;
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }
}
