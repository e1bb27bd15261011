package alpi.daemon.journal.kind;

import alpi.daemon.journal.EventKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// One kind of event: when it is recorded and what its body says.
///
/// @param when one sentence
public record Shape(EventKind kind, String when, List<Field> fields) {
  public Shape {
    fields = List.copyOf(fields);
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException(kind.wire() + " has " + field.name() + " twice");
      }
    }
  }

  static Shape of(EventKind kind, String when, Field... fields) {
    return new Shape(kind, when, List.of(fields));
  }

  Shape and(List<Field> more) {
    return new Shape(kind, when, Stream.concat(fields.stream(), more.stream()).toList());
  }

  /// What is wrong with a body, if anything: a field that is not of this kind, one that has another
  /// form, one that is missing.
  public Optional<String> misfit(JsonNode body) {
    return alien(body).or(() -> missing(body));
  }

  /// The same, for a body that need not say all.
  public Optional<String> alien(JsonNode body) {
    Map<String, Field> known =
        fields.stream().collect(Collectors.toMap(Field::name, Function.identity()));
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      Field field = known.get(entry.getKey());
      if (field == null) {
        return Optional.of(kind.wire() + " has no field " + entry.getKey());
      }
      if (!field.form().fits(entry.getValue())) {
        return Optional.of(
            kind.wire() + "." + field.name() + " is not " + field.form().wire() + ": " + entry);
      }
    }
    return Optional.empty();
  }

  private Optional<String> missing(JsonNode body) {
    return fields.stream()
        .filter(field -> field.always() && !body.has(field.name()))
        .findFirst()
        .map(field -> kind.wire() + " lacks " + field.name());
  }
}
