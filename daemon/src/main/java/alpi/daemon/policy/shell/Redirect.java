package alpi.daemon.policy.shell;

import java.util.Optional;

/// A redirection as written.
///
/// @param descriptor the digits before the operator, a `{name}`, or empty for the default
/// @param operator one of `< > >> <> >| <& >& << <<- <<< &> &>>`
/// @param target the file, descriptor, delimiter or text
/// @param body of a here-document
public record Redirect(String descriptor, String operator, Word target, Optional<HereBody> body) {
  /// Whether a file may be created or changed by it.
  public boolean writes() {
    return switch (operator) {
      case ">", ">>", ">|", "<>", "&>", "&>>" -> true;
      case ">&" -> target.fixed().map(t -> !descriptorName(t)).orElse(true);
      default -> false;
    };
  }

  /// Whether a file is opened for reading by it.
  public boolean reads() {
    return operator.equals("<") || operator.equals("<>");
  }

  /// Whether it hands text of the command line itself to the program.
  public boolean text() {
    return operator.startsWith("<<");
  }

  static boolean descriptorName(String text) {
    return text.equals("-") || text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }
}
