package alpi.daemon.config;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A dotted key such as `tools.shell.timeout`, split where the configuration has a level. Names
/// that the owner chose may hold dots themselves: `prices.openai/gpt-4.1.input` has three parts.
///
/// @param parts names from the top down
/// @param shape what the key takes; empty for a key nobody knows
record KeyPath(List<String> parts, Optional<Shape> shape) {
  /// Most characters of a dotted key.
  static final int MAX_LENGTH = 500;

  KeyPath {
    parts = List.copyOf(parts);
  }

  /// The path of a key that the configuration has.
  static KeyPath known(String dotted) {
    KeyPath path = any(dotted);
    if (path.shape.isEmpty()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "There is no setting " + YamlReader.quoted(dotted) + ".",
          nearest(path.parts)
              .map(name -> "Did you mean " + name + "?")
              .orElse("`alpi config schema` lists them."));
    }
    return path;
  }

  /// The path of any key, also one that only stands in the file by mistake.
  static KeyPath any(String dotted) {
    List<String> words = Arrays.asList(dotted.split("\\.", -1));
    if (dotted.length() > MAX_LENGTH || words.contains("")) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "That is not the name of a setting.",
          "Write it with dots, as in tools.max_steps.");
    }
    List<String> parts = new ArrayList<>();
    Optional<Shape> shape = descend(Shapes.PROFILE, words, parts);
    return shape.isPresent() ? new KeyPath(parts, shape) : new KeyPath(words, Optional.empty());
  }

  private static Optional<Shape> descend(Shape shape, List<String> words, List<String> parts) {
    if (words.isEmpty()) {
      return Optional.of(shape);
    }
    return switch (shape) {
      case Shape.Group group -> {
        parts.add(words.getFirst());
        yield group
            .field(words.getFirst())
            .flatMap(field -> descend(field.shape(), words.subList(1, words.size()), parts));
      }
      case Shape.Named named -> {
        int length = nameLength(named, words);
        parts.add(String.join(".", words.subList(0, length)));
        yield descend(named.of(), words.subList(length, words.size()), parts);
      }
      case Shape.Text _,
          Shape.Flag _,
          Shape.Whole _,
          Shape.Span _,
          Shape.Size _,
          Shape.Money _,
          Shape.Choice _,
          Shape.Many _ ->
          Optional.empty();
    };
  }

  /// How many words make the owner's name: up to the first that is a key of what the name stands
  /// for, else all.
  private static int nameLength(Shape.Named named, List<String> words) {
    for (int i = 1; named.of() instanceof Shape.Group group && i < words.size(); i++) {
      if (group.field(words.get(i)).isPresent()) {
        return i;
      }
    }
    return words.size();
  }

  private static Optional<String> nearest(List<String> words) {
    Shape.Group group = Shapes.PROFILE;
    String path = "";
    for (String word : words) {
      Optional<Shape.Field> field = group.field(word);
      if (field.isEmpty()) {
        String above = path;
        return group.nearest(word).map(name -> Binder.join(above, name));
      }
      if (!(field.get().shape() instanceof Shape.Group inner)) {
        return Optional.empty();
      }
      path = Binder.join(path, word);
      group = inner;
    }
    return Optional.empty();
  }

  /// Whether the owner chooses the names below this top-level key.
  static boolean isNamed(String top) {
    return Shapes.PROFILE
        .field(top)
        .map(field -> field.shape() instanceof Shape.Named)
        .orElse(false);
  }
}
