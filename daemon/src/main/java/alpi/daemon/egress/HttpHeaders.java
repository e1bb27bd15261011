package alpi.daemon.egress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Header fields in the order they were given; names compare without case.
///
/// @param fields at most [#MAX_FIELDS]
public record HttpHeaders(List<Field> fields) {
  /// Most fields of one message.
  public static final int MAX_FIELDS = 200;

  /// Most bytes of one message's head.
  public static final int MAX_BYTES = 64 << 10;

  public static final HttpHeaders NONE = new HttpHeaders(List.of());

  public HttpHeaders {
    fields = List.copyOf(fields);
  }

  public record Field(String name, String value) {}

  /// A copy with one more field.
  ///
  /// @throws IllegalArgumentException when it could end the line it stands on
  public HttpHeaders with(String name, String value) {
    boolean safe =
        name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
            && value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
    if (!safe) {
      throw new IllegalArgumentException("a value of header " + name + " cannot be sent");
    }
    var more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new HttpHeaders(more);
  }

  /// The first value under `name`.
  public Optional<String> first(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /// Whether the comma-separated list under `name` has `token`.
  public boolean lists(String name, String token) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .flatMap(field -> Arrays.stream(field.value().split(",")))
        .anyMatch(each -> each.strip().equalsIgnoreCase(token));
  }
}
