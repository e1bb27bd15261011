package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.Cursor.Refused;
import java.util.List;
import java.util.Optional;

/// Reads redirections.
final class RedirectReader {
  /// Longest first, so that none hides in another.
  private static final List<String> OPERATORS =
      List.of("&>>", "<<<", "<<-", "&>", "<<", "<&", "<>", ">>", ">&", ">|", "<", ">");

  private RedirectReader() {}

  /// Whether a redirection stands at the cursor.
  static boolean at(Cursor cursor) {
    int ahead = prefix(cursor);
    char c = cursor.peek(ahead);
    if (c == '&') {
      return ahead == 0 && cursor.peek(1) == '>';
    }
    return (c == '<' || c == '>') && cursor.peek(ahead + 1) != '(';
  }

  /// How many characters before the operator name a descriptor.
  private static int prefix(Cursor cursor) {
    int ahead = 0;
    while (cursor.peek(ahead) >= '0' && cursor.peek(ahead) <= '9') {
      ahead++;
    }
    if (ahead > 0 || cursor.peek() != '{') {
      return ahead;
    }
    ahead = 1;
    while (WordReader.nameStart(cursor.peek(ahead))
        || (ahead > 1 && cursor.peek(ahead) >= '0' && cursor.peek(ahead) <= '9')) {
      ahead++;
    }
    return ahead > 1 && cursor.peek(ahead) == '}' ? ahead + 1 : 0;
  }

  static Redirect read(Cursor cursor, WordReader words) {
    int start = cursor.position();
    cursor.skip(prefix(cursor));
    String descriptor = cursor.since(start);
    String operator =
        OPERATORS.stream()
            .filter(cursor::take)
            .findFirst()
            .orElseThrow(() -> new Refused("a redirection is not understood", false));
    if (descriptor.startsWith("{") || operator.startsWith("&>") || operator.equals("<<<")) {
      cursor.bash();
    }
    cursor.blanks();
    Word target = words.word(cursor);
    if (target.parts().isEmpty()) {
      throw new Refused("a redirection has no target", false);
    }
    if (!operator.equals("<<") && !operator.equals("<<-")) {
      return new Redirect(descriptor, operator, target, Optional.empty());
    }
    HereBody body = announced(target, operator.equals("<<-"));
    cursor.pending.add(body);
    return new Redirect(descriptor, operator, target, Optional.of(body));
  }

  private static HereBody announced(Word target, boolean stripTabs) {
    var delimiter = new StringBuilder();
    boolean literal = false;
    for (Word.Part part : target.parts()) {
      switch (part) {
        case Word.Quoted(String text) -> {
          delimiter.append(text);
          literal = true;
        }
        case Word.Literal(String text) -> delimiter.append(text);
        case Word.Variable _, Word.Command _, Word.Arithmetic _, Word.Piped _ ->
            throw new Refused("the end mark of a here-document is not fixed text", false);
      }
    }
    if (delimiter.indexOf("\n") >= 0) {
      throw new Refused("the end mark of a here-document spans lines", false);
    }
    return new HereBody(delimiter.toString(), stripTabs, literal);
  }
}
