package alpi.alp.rpc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/// The fields of a record, looked up once: reflection costs more than reading a small message.
///
/// @param expected tells a caller which fields there are
record RecordShape(
    List<Field> fields,
    Set<String> names,
    String expected,
    ObjectReader reader,
    ObjectWriter writer) {
  private static final ClassValue<RecordShape> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return read(type);
        }
      };

  static RecordShape of(Class<?> type) {
    return KNOWN.get(type);
  }

  boolean has(String name) {
    return names.contains(name);
  }

  private static RecordShape read(Class<?> type) {
    List<Field> fields =
        Arrays.stream(type.getRecordComponents())
            .map(each -> new Field(each.getName(), each.getType()))
            .toList();
    String expected =
        fields.isEmpty()
            ? "Nothing is expected."
            : fields.stream().map(Field::name).collect(Collectors.joining(", ", "Fields: ", "."));
    return new RecordShape(
        fields,
        fields.stream().map(Field::name).collect(Collectors.toUnmodifiableSet()),
        expected,
        WireMapper.MAPPER.readerFor(type),
        WireMapper.MAPPER.writerFor(type));
  }

  record Field(String name, Class<?> type) {
    boolean optional() {
      return type == Optional.class || type == OptionalInt.class || type == OptionalLong.class;
    }

    boolean nested() {
      return type.isRecord();
    }
  }
}
