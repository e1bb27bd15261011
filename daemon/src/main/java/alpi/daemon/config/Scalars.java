package alpi.daemon.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads single values. A number in quotes is text and text without quotes that looks like a number
/// is not: what a file says must not depend on who reads it.
final class Scalars {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,11})(\\.[0-9]{1,9})?");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+");
  private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");

  private Scalars() {}

  /// Reads one kind of value; empty when the scalar is not one or is out of bounds.
  @FunctionalInterface
  interface Reader<T> {
    Optional<T> read(YamlTree.Scalar scalar);
  }

  static Optional<String> text(Shape.Text shape, YamlTree.Scalar scalar) {
    String text = scalar.text();
    boolean fits =
        text.length() <= Shape.MAX_TEXT
            && text.chars().noneMatch(Character::isISOControl)
            && shape.pattern().map(pattern -> pattern.matcher(text).matches()).orElse(true);
    return fits && !looksTyped(scalar) ? Optional.of(text) : Optional.empty();
  }

  static Optional<Boolean> flag(YamlTree.Scalar scalar) {
    return scalar.plain() && BOOLEAN.matcher(scalar.text()).matches()
        ? Optional.of(Boolean.valueOf(scalar.text()))
        : Optional.empty();
  }

  static Optional<Integer> whole(Shape.Whole shape, YamlTree.Scalar scalar) {
    return scalar.plain() && INTEGER.matcher(scalar.text()).matches()
        ? Optional.of(Long.parseLong(scalar.text()))
            .filter(number -> number >= shape.min() && number <= shape.max())
            .map(Math::toIntExact)
        : Optional.empty();
  }

  static Optional<Duration> span(Shape.Span shape, YamlTree.Scalar scalar) {
    return DurationText.parse(scalar.text())
        .filter(span -> span.compareTo(shape.min()) >= 0 && span.compareTo(shape.max()) <= 0);
  }

  static Optional<ByteSize> size(Shape.Size shape, YamlTree.Scalar scalar) {
    return ByteSize.parse(scalar.text())
        .filter(size -> size.compareTo(shape.min()) >= 0 && size.compareTo(shape.max()) <= 0);
  }

  /// An amount, without trailing zeros so that 2.50 and 2.5 are the same setting.
  static Optional<BigDecimal> money(Shape.Money shape, YamlTree.Scalar scalar) {
    return scalar.plain() && DECIMAL.matcher(scalar.text()).matches()
        ? Optional.of(new BigDecimal(scalar.text()))
            .filter(it -> it.compareTo(shape.min()) >= 0 && it.compareTo(shape.max()) <= 0)
            .map(Scalars::plain)
        : Optional.empty();
  }

  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static Optional<Object> choice(Shape.Choice shape, YamlTree.Scalar scalar) {
    int index = shape.names().indexOf(scalar.text());
    return index < 0 ? Optional.empty() : Optional.of(shape.type().getEnumConstants()[index]);
  }

  /// Whether other YAML readers would take the scalar for something else than text.
  static boolean looksTyped(YamlTree.Scalar scalar) {
    String text = scalar.text();
    return scalar.plain()
        && (scalar.isNull() || NUMBER.matcher(text).matches() || BOOLEAN.matcher(text).matches());
  }

  /// What to do about a value that does not fit.
  static String advice(Shape shape, YamlTree tree) {
    if (!(tree instanceof YamlTree.Scalar scalar)) {
      return "Replace the list or map by a single value.";
    }
    return switch (shape) {
      case Shape.Text _ when looksTyped(scalar) -> "Put the value in quotes.";
      case Shape.Text _ -> "Correct the value or remove the line.";
      case Shape.Whole _, Shape.Money _, Shape.Flag _ when !scalar.plain() -> "Remove the quotes.";
      case Shape.Span _ when scalar.text().matches("[0-9]+") -> "Add a unit: ms, s, m, h or d.";
      case Shape.Size _ when scalar.text().matches("[0-9]+") -> "Add a unit: KiB, MiB or GiB.";
      case Shape.Choice choice ->
          NearestName.of(scalar.text(), choice.names())
              .map(name -> "Did you mean " + name + "?")
              .orElse("Choose one of them or remove the line.");
      case Shape.Many _ -> "Write it as a list: [first, second].";
      case Shape.Named _, Shape.Group _ -> "Write its keys below it, indented by two spaces.";
      case Shape.Whole _, Shape.Money _, Shape.Flag _, Shape.Span _, Shape.Size _ ->
          "Correct the value or remove the line.";
    };
  }
}
