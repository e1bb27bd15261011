package alpi.daemon.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the shape of the configuration off its records, so that no second list of keys exists.
final class Shapes {
  /// The shape of the whole file.
  static final Shape.Group PROFILE = group(ProfileConfig.class);

  private Shapes() {}

  static Shape.Group group(Class<? extends Record> type) {
    List<Shape.Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Doc doc = component.getAnnotation(Doc.class);
      if (doc == null) {
        throw new IllegalStateException(type + "." + component.getName() + " has no @Doc");
      }
      Type of = component.getGenericType();
      boolean optional = component.getType() == Optional.class;
      Shape shape = shape(optional ? argument(of, 0) : of, doc);
      fields.add(new Shape.Field(snake(component.getName()), shape, optional, doc.value()));
    }
    return new Shape.Group(type, List.copyOf(fields));
  }

  private static Shape shape(Type type, Doc doc) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class
          ? new Shape.Named(shape(argument(generic, 1), doc), Pattern.compile(doc.names()))
          : new Shape.Many(shape(argument(generic, 0), doc));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord() && plain != ByteSize.class) {
      return group(plain.asSubclass(Record.class));
    }
    return plain.isEnum() ? choice(plain) : scalar(plain, doc);
  }

  private static Shape scalar(Class<?> type, Doc doc) {
    if (type == String.class) {
      Optional<Pattern> pattern =
          Optional.of(doc.pattern()).filter(text -> !text.isEmpty()).map(Pattern::compile);
      return new Shape.Text(pattern, doc.expected());
    }
    if (type == boolean.class) {
      return new Shape.Flag();
    }
    if (type == int.class || type == long.class) {
      return new Shape.Whole(Long.parseLong(doc.min()), Long.parseLong(doc.max()));
    }
    if (type == Duration.class) {
      return new Shape.Span(
          DurationText.parse(doc.min()).orElseThrow(), DurationText.parse(doc.max()).orElseThrow());
    }
    if (type == ByteSize.class) {
      return new Shape.Size(
          ByteSize.parse(doc.min()).orElseThrow(), ByteSize.parse(doc.max()).orElseThrow());
    }
    if (type == BigDecimal.class) {
      return new Shape.Money(new BigDecimal(doc.min()), new BigDecimal(doc.max()));
    }
    throw new IllegalStateException("no shape for " + type);
  }

  private static Shape choice(Class<?> type) {
    @SuppressWarnings("unchecked") // isEnum() was checked by the caller
    Class<? extends Enum<?>> of = (Class<? extends Enum<?>>) type;
    return new Shape.Choice(of, Arrays.stream(of.getEnumConstants()).map(Shapes::nameOf).toList());
  }

  /// `OPENAI_CHAT` is written `openai-chat`.
  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  /// `maxSteps` is written `max_steps`.
  static String snake(String camel) {
    var name = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_');
      }
      name.append(Character.toLowerCase(c));
    }
    return name.toString();
  }
}
