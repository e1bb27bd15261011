package alpi.daemon.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which values a key takes, read once from the records. Loader, patcher, schema and reference page
/// all walk this one description.
sealed interface Shape {
  /// Most characters of one text.
  int MAX_TEXT = 4096;

  /// Most elements of one list or map.
  int MAX_ITEMS = 1000;

  /// The pattern of an address, and how it is asked for.
  String URL = "https?://[^\\s]{1,2000}";

  /// The name of a header field (RFC 9110).
  String HEADER = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}";

  String URL_EXPECTED = "an address that starts with http:// or https://";

  /// How the complaint about a wrong value starts after "must be".
  String expected();

  record Text(Optional<Pattern> pattern, String hint) implements Shape {
    @Override
    public String expected() {
      return hint.isEmpty() ? "text on one line" : hint;
    }
  }

  record Flag() implements Shape {
    @Override
    public String expected() {
      return "true or false";
    }
  }

  record Whole(long min, long max) implements Shape {
    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }
  }

  record Span(Duration min, Duration max) implements Shape {
    @Override
    public String expected() {
      return "a duration such as 250ms, 10s, 5m, 2h or 7d, from "
          + DurationText.format(min)
          + " to "
          + DurationText.format(max);
    }
  }

  record Size(ByteSize min, ByteSize max) implements Shape {
    @Override
    public String expected() {
      return "a size such as 512KiB, 5MiB or 1GiB, from " + min + " to " + max;
    }
  }

  record Money(BigDecimal min, BigDecimal max) implements Shape {
    @Override
    public String expected() {
      return "an amount such as 2.50, from " + min.toPlainString() + " to " + max.toPlainString();
    }
  }

  record Choice(Class<? extends Enum<?>> type, List<String> names) implements Shape {
    @Override
    public String expected() {
      return "one of " + String.join(", ", names);
    }
  }

  record Many(Shape of) implements Shape {
    @Override
    public String expected() {
      return "a list";
    }
  }

  record Named(Shape of, Pattern names) implements Shape {
    @Override
    public String expected() {
      return "a map of names";
    }
  }

  record Group(Class<? extends Record> type, List<Field> fields) implements Shape {
    @Override
    public String expected() {
      return "a group of keys";
    }

    Optional<Field> field(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /// The known name that is nearest to a mistyped one.
    Optional<String> nearest(String name) {
      return NearestName.of(name, fields.stream().map(Field::name).toList());
    }
  }

  /// @param name snake_case, as in the file
  /// @param optional absent is a value of its own
  record Field(String name, Shape shape, boolean optional, String doc) {}
}
