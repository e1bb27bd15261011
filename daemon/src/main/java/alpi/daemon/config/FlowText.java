package alpi.daemon.config;

import alpi.alp.json.Json;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/// Writes a YAML value on one line, with quotes only where some reader could take a text for
/// something else.
final class FlowText {
  private static final Pattern WORD =
      Pattern.compile(
          "[A-Za-z_/.][A-Za-z0-9_./@+-]*(:[A-Za-z0-9_./@+-]+)*|[0-9]+[A-Za-z][A-Za-z0-9_]*");

  /// Booleans of YAML 1.1, which other programs still read.
  private static final Pattern OLD_BOOLEAN =
      Pattern.compile("y|n|yes|no|on|off", Pattern.CASE_INSENSITIVE);

  private FlowText() {}

  static String of(YamlTree tree) {
    return switch (tree) {
      case YamlTree.Scalar scalar when scalar.plain() -> scalar.isNull() ? "null" : scalar.text();
      case YamlTree.Scalar scalar -> text(scalar.text());
      case YamlTree.Items items ->
          items.items().stream().map(FlowText::of).collect(Collectors.joining(", ", "[", "]"));
      case YamlTree.Dict dict ->
          dict.entries().stream()
              .map(entry -> text(entry.key()) + ": " + of(entry.value()))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  /// A text, quoted if it must be.
  static String text(String text) {
    var plain = new YamlTree.Scalar(text, true, false, new Place(1, 1, 0, 0));
    boolean bare =
        WORD.matcher(text).matches()
            && !Scalars.looksTyped(plain)
            && !OLD_BOOLEAN.matcher(text).matches();
    return bare ? text : Json.text(JsonNodeFactory.instance.stringNode(text));
  }
}
