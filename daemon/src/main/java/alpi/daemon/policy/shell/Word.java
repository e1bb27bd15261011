package alpi.daemon.policy.shell;

import java.util.List;
import java.util.Optional;

/// One word of a command as written: what is fixed, what was quoted, and what the shell would fill
/// in.
public record Word(List<Part> parts) {
  public Word {
    parts = List.copyOf(parts);
  }

  /// A word that means `text` and nothing else.
  public static Word quoted(String text) {
    return new Word(List.of(new Quoted(text)));
  }

  /// The text when every part is fixed and unquoted: how keywords and names are recognised.
  public Optional<String> bare() {
    return parts.size() == 1 && parts.getFirst() instanceof Literal(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /// The text after quote removal, when nothing in it depends on the machine: no expansion, no
  /// glob, no brace list, no tilde.
  public Optional<String> fixed() {
    if (parts.size() == 1 && parts.getFirst() instanceof Literal(String only)) {
      return live(only) ? Optional.empty() : Optional.of(only);
    }
    var text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Quoted(String quoted) -> text.append(quoted);
        case Literal(String literal) when !active(literal, text.isEmpty()) -> text.append(literal);
        case Literal _, Variable _, Command _, Arithmetic _, Piped _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(text.toString());
  }

  /// Whether a word that is all unquoted text means more than itself.
  private static boolean live(String word) {
    boolean set = word.indexOf(']') > word.indexOf('[') && word.indexOf('[') >= 0;
    boolean list = word.indexOf('{') >= 0 && (word.contains(",") || word.contains(".."));
    return set || list || active(word.replace('[', ' ').replace('{', ' '), true);
  }

  private static boolean active(String literal, boolean first) {
    return (first && literal.startsWith("~"))
        || literal.contains("=~")
        || literal.contains(":~")
        || literal.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
  }

  /// A piece of a word.
  public sealed interface Part {}

  /// Unquoted text: globs, braces and a leading tilde in it are live.
  public record Literal(String text) implements Part {}

  /// Text that means itself.
  public record Quoted(String text) implements Part {}

  /// `$name` or `${name…}`.
  ///
  /// @param operator empty for the plain value; `?unknown` for forms whose value is not followed
  /// @param operand what comes after the operator
  public record Variable(String name, String operator, Optional<Word> operand, boolean quoted)
      implements Part {}

  /// `$(…)` or backticks.
  public record Command(ShellNode body, boolean quoted) implements Part {}

  /// `$((…))`.
  public record Arithmetic(Word content) implements Part {}

  /// `<(…)` or `>(…)`.
  public record Piped(ShellNode body) implements Part {}
}
