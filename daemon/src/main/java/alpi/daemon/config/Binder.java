package alpi.daemon.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns a YAML tree into the records of its shape, checking every type and bound on the way. What
/// is absent or null keeps the value of the fallback.
final class Binder {
  private final ConfigFault fault;
  private final List<Warning> warnings = new ArrayList<>();

  Binder(ConfigFault fault) {
    this.fault = fault;
  }

  List<Warning> warnings() {
    return warnings;
  }

  /// The record of `group` that `tree` describes.
  Record group(Shape.Group group, YamlTree tree, Record fallback, String path) {
    List<YamlTree.Entry> entries = entries(group, tree, path);
    for (YamlTree.Entry entry : entries) {
      if (group.field(entry.key()).isEmpty()) {
        warnUnknown(group, entry, path);
      }
    }
    RecordComponent[] components = group.type().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Shape.Field field = group.fields().get(i);
      Object otherwise = read(components[i], fallback);
      values[i] =
          entries.stream()
              .filter(entry -> entry.key().equals(field.name()) && !isNull(entry.value()))
              .findFirst()
              .map(entry -> field(field, entry.value(), otherwise, join(path, field.name())))
              .orElse(otherwise);
    }
    return construct(group.type(), values);
  }

  private Object field(Shape.Field field, YamlTree tree, Object otherwise, String path) {
    if (!field.optional()) {
      return value(field.shape(), tree, otherwise, path);
    }
    boolean empty = tree instanceof YamlTree.Scalar scalar && scalar.text().isEmpty();
    return empty ? Optional.empty() : Optional.of(value(field.shape(), tree, null, path));
  }

  /// The value that `tree` stands for.
  ///
  /// @param otherwise what a group falls back to, key by key; null for its own empty values
  Object value(Shape shape, YamlTree tree, @Nullable Object otherwise, String path) {
    return switch (shape) {
      case Shape.Group group ->
          group(group, tree, otherwise instanceof Record r ? r : empty(group), path);
      case Shape.Many many -> many(many, tree, path);
      case Shape.Named named -> named(named, tree, path);
      case Shape.Text text -> text(text, tree, path);
      case Shape.Choice choice -> choice(choice, tree, path);
      case Shape.Flag flag -> scalar(flag, tree, path, Scalars::flag);
      case Shape.Whole whole -> scalar(whole, tree, path, s -> Scalars.whole(whole, s));
      case Shape.Span span -> scalar(span, tree, path, s -> Scalars.span(span, s));
      case Shape.Size size -> scalar(size, tree, path, s -> Scalars.size(size, s));
      case Shape.Money money -> scalar(money, tree, path, s -> Scalars.money(money, s));
    };
  }

  private List<Object> many(Shape.Many many, YamlTree tree, String path) {
    if (isNull(tree)) {
      return List.of();
    }
    if (!(tree instanceof YamlTree.Items items)) {
      throw wrong(many, tree, path);
    }
    checkCount(items.items().size(), tree, path);
    List<Object> values = new ArrayList<>();
    for (YamlTree item : items.items()) {
      values.add(value(many.of(), item, null, path + "[" + values.size() + "]"));
    }
    return values;
  }

  private Map<String, Object> named(Shape.Named named, YamlTree tree, String path) {
    List<YamlTree.Entry> entries = entries(named, tree, path);
    checkCount(entries.size(), tree, path);
    Map<String, Object> values = new LinkedHashMap<>();
    for (YamlTree.Entry entry : entries) {
      if (!named.names().matcher(entry.key()).matches()) {
        Place at = entry.keyAt();
        String what = YamlReader.quoted(entry.key()) + " cannot be a name in " + path;
        throw fault.at(at.line(), at.column(), what, "Names look like " + named.names() + ".");
      }
      values.put(entry.key(), value(named.of(), entry.value(), null, join(path, entry.key())));
    }
    return values;
  }

  private List<YamlTree.Entry> entries(Shape shape, YamlTree tree, String path) {
    if (isNull(tree)) {
      return List.of();
    }
    if (tree instanceof YamlTree.Dict dict) {
      return dict.entries();
    }
    throw wrong(shape, tree, path);
  }

  private String text(Shape.Text shape, YamlTree tree, String path) {
    return scalar(shape, tree, path, scalar -> Scalars.text(shape, scalar));
  }

  private Object choice(Shape.Choice choice, YamlTree tree, String path) {
    return scalar(choice, tree, path, scalar -> Scalars.choice(choice, scalar));
  }

  private <T> T scalar(Shape shape, YamlTree tree, String path, Scalars.Reader<T> reader) {
    if (tree instanceof YamlTree.Scalar scalar) {
      Optional<T> value = reader.read(scalar);
      if (value.isPresent()) {
        return value.get();
      }
    }
    throw wrong(shape, tree, path);
  }

  private void checkCount(int count, YamlTree tree, String path) {
    if (count > Shape.MAX_ITEMS) {
      Place at = tree.at();
      String what = path + " has more than " + Shape.MAX_ITEMS + " elements";
      throw fault.at(at.line(), at.column(), what, "Shorten it.");
    }
  }

  private RuntimeException wrong(Shape shape, YamlTree tree, String path) {
    Place at = tree.at();
    String name = path.isEmpty() ? "the file" : path;
    return fault.at(
        at.line(), at.column(), name + " must be " + shape.expected(), Scalars.advice(shape, tree));
  }

  private void warnUnknown(Shape.Group group, YamlTree.Entry entry, String path) {
    String key = join(path, entry.key());
    String meant =
        group
            .nearest(entry.key())
            .map(name -> "; did you mean " + join(path, name) + "?")
            .orElse("; it is ignored.");
    Place at = entry.keyAt();
    String text = "unknown key " + YamlReader.quoted(key) + meant;
    warnings.add(new Warning(fault.file(), at.line(), at.column(), text));
  }

  private static boolean isNull(YamlTree tree) {
    return tree instanceof YamlTree.Scalar scalar && scalar.isNull();
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// A record whose every component is empty: what an entry of a map falls back to.
  private static Record empty(Shape.Group group) {
    Object[] values =
        group.fields().stream()
            .map(field ->
                switch (field.shape()) {
                  case Shape _ when field.optional() -> Optional.empty();
                  case Shape.Many _ -> List.of();
                  case Shape.Named _ -> Map.of();
                  case Shape.Text _ -> "";
                  case Shape.Money _ -> BigDecimal.ZERO;
                  case Shape.Flag _ -> false;
                  case Shape.Group inner -> empty(inner);
                  case Shape.Whole _, Shape.Span _, Shape.Size _, Shape.Choice _ ->
                      throw new IllegalStateException(field.name() + " needs an Optional");
                })
            .toArray();
    return construct(group.type(), values);
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a record is always readable", e);
    }
  }

  private static Record construct(Class<? extends Record> type, Object[] values) {
    try {
      return (Record) type.getDeclaredConstructors()[0].newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("checked values always make a record of " + type, e);
    }
  }
}
