package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.Cursor.Refused;
import alpi.daemon.policy.shell.Word.Arithmetic;
import alpi.daemon.policy.shell.Word.Command;
import alpi.daemon.policy.shell.Word.Literal;
import alpi.daemon.policy.shell.Word.Part;
import alpi.daemon.policy.shell.Word.Piped;
import alpi.daemon.policy.shell.Word.Quoted;
import alpi.daemon.policy.shell.Word.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads words: quoting and expansions, each exactly as far as the shell would read it.
final class WordReader {
  private static final String BREAKS = " \t\n;&|<>()";
  private static final String SPECIAL = "@*#?-$!";

  private final CommandParser commands;

  WordReader(CommandParser commands) {
    this.commands = commands;
  }

  static boolean breaks(char c) {
    return BREAKS.indexOf(c) >= 0;
  }

  /// The word at the cursor; empty parts when there is none.
  Word word(Cursor cursor) {
    return word(cursor, "");
  }

  /// The word at the cursor, which additionally ends before any of `stops`; blanks belong to it
  /// when `stops` is not empty.
  private Word word(Cursor cursor, String stops) {
    var parts = new Parts();
    while (!cursor.atEnd()) {
      char c = cursor.peek();
      if (stops.indexOf(c) >= 0) {
        break;
      }
      if ((c == '<' || c == '>') && cursor.peek(1) == '(') {
        parts.add(process(cursor));
      } else if (stops.isEmpty() && breaks(c)) {
        break;
      } else {
        unquoted(cursor, parts);
      }
    }
    return parts.word();
  }

  private void unquoted(Cursor cursor, Parts parts) {
    char c = cursor.next();
    switch (c) {
      case '\\' -> escaped(cursor, parts);
      case '\'' -> parts.quoted(singleQuoted(cursor));
      case '"' -> doubleQuoted(cursor, parts);
      case '`' -> parts.add(backticks(cursor, false));
      case '$' -> dollar(cursor, parts, false);
      default -> parts.literal(plain(c));
    }
  }

  private static void escaped(Cursor cursor, Parts parts) {
    char c = cursor.next();
    if (c != '\n') {
      parts.quoted(String.valueOf(c));
    }
  }

  private static char plain(char c) {
    if (c < ' ' && c != '\t' && c != '\n') {
      throw new Refused("it holds a control character outside quotes", false);
    }
    if (c >= 0x7f && !visible(c)) {
      throw new Refused("it holds an invisible character or an odd space outside quotes", false);
    }
    return c;
  }

  private static boolean visible(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }

  private static String singleQuoted(Cursor cursor) {
    int start = cursor.position();
    while (cursor.next() != '\'') {
      // the closing quote is what ends it
    }
    String text = cursor.since(start);
    return text.substring(0, text.length() - 1);
  }

  private void doubleQuoted(Cursor cursor, Parts parts) {
    parts.quoted("");
    while (true) {
      char c = cursor.next();
      if (c == '"') {
        return;
      }
      inQuotes(cursor, parts, c, "$`\"\\");
    }
  }

  private void inQuotes(Cursor cursor, Parts parts, char c, String escapable) {
    switch (c) {
      case '\\' -> {
        char e = cursor.atEnd() ? '\\' : cursor.peek();
        if (e == '\n') {
          cursor.skip(1);
        } else if (escapable.indexOf(e) >= 0 && !cursor.atEnd()) {
          parts.quoted(String.valueOf(cursor.next()));
        } else {
          parts.quoted("\\");
        }
      }
      case '`' -> parts.add(backticks(cursor, true));
      case '$' -> dollar(cursor, parts, true);
      default -> parts.quoted(String.valueOf(c));
    }
  }

  /// The body of an unquoted here-document: expansions are live, quotes are text.
  Word document(Cursor cursor) {
    var parts = new Parts();
    while (!cursor.atEnd()) {
      inQuotes(cursor, parts, cursor.next(), "$`\\");
    }
    return parts.word();
  }

  private void dollar(Cursor cursor, Parts parts, boolean quoted) {
    char c = cursor.peek();
    if (c == '(') {
      cursor.skip(1);
      parts.add(
          cursor.peek() == '('
              ? arithmeticOrCommand(cursor, quoted)
              : substitution(cursor, quoted));
    } else if (c == '{') {
      cursor.skip(1);
      parts.add(parameter(cursor, quoted));
    } else if (nameStart(c)) {
      parts.add(variable(name(cursor), quoted));
    } else if (SPECIAL.indexOf(c) >= 0 || (c >= '0' && c <= '9')) {
      parts.add(variable(String.valueOf(cursor.next()), quoted));
    } else if (c == '\'' && !quoted) {
      cursor.skip(1);
      cursor.bash();
      parts.quoted(AnsiC.read(cursor));
    } else if (c == '"' && !quoted) {
      cursor.skip(1);
      cursor.bash();
      doubleQuoted(cursor, parts);
    } else if (c == '[') {
      throw new Refused("it uses the old form $[…] of arithmetic", false);
    } else {
      parts.quoted("$");
    }
  }

  private static Variable variable(String name, boolean quoted) {
    return new Variable(name, "", Optional.empty(), quoted);
  }

  private Part arithmeticOrCommand(Cursor cursor, boolean quoted) {
    int start = cursor.position();
    cursor.skip(1);
    Word content = arithmetic(cursor);
    if (cursor.take("))")) {
      return new Arithmetic(content);
    }
    cursor.rewind(start);
    return substitution(cursor, quoted);
  }

  /// What stands between `((` and `))`; stops before the `)` that closes it.
  Word arithmetic(Cursor cursor) {
    cursor.enter();
    var parts = new Parts();
    int open = 0;
    while (true) {
      char c = cursor.peek();
      if (cursor.atEnd()) {
        throw new Refused("arithmetic has no end", false);
      }
      if (c == ')' && open == 0) {
        cursor.leave();
        return parts.word();
      }
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == '\'' || c == '"') {
        unquoted(cursor, parts);
      } else {
        inQuotes(cursor, parts, cursor.next(), "$`\"\\");
      }
    }
  }

  private Command substitution(Cursor cursor, boolean quoted) {
    ShellNode.Sequence body = commands.nested(cursor);
    return new Command(body, quoted);
  }

  private Piped process(Cursor cursor) {
    cursor.skip(2);
    cursor.bash();
    return new Piped(commands.nested(cursor));
  }

  private Command backticks(Cursor cursor, boolean quoted) {
    var text = new StringBuilder();
    while (true) {
      char c = cursor.next();
      if (c == '`') {
        break;
      }
      if (c == '\\' && "$`\\".indexOf(cursor.peek()) >= 0 && !cursor.atEnd()) {
        text.append(cursor.next());
      } else if (c == '\\' && quoted && cursor.peek() == '"') {
        text.append(cursor.next());
      } else {
        text.append(c);
      }
    }
    return new Command(commands.whole(cursor.inside(text.toString())), quoted);
  }

  private Variable parameter(Cursor cursor, boolean quoted) {
    cursor.enter();
    boolean odd = false;
    if ((cursor.peek() == '#' || cursor.peek() == '!') && cursor.peek(1) != '}') {
      odd = true;
      cursor.skip(1);
    }
    char c = cursor.peek();
    String name;
    if (nameStart(c)) {
      name = name(cursor);
    } else if (SPECIAL.indexOf(c) >= 0 || (c >= '0' && c <= '9')) {
      name = String.valueOf(cursor.next());
    } else {
      throw new Refused("a ${…} in it is not understood", false);
    }
    int start = cursor.position();
    while (":-=?+#%/^,@[".indexOf(cursor.peek()) >= 0
        && !cursor.atEnd()
        && cursor.position() - start < 2) {
      cursor.skip(1);
    }
    String operator = cursor.since(start);
    Word operand = operand(cursor, quoted);
    cursor.leave();
    boolean followed = !odd && (operator.isEmpty() || ":-:=:+:?".contains(operator));
    return new Variable(
        name,
        followed ? operator : "?unknown",
        operand.parts().isEmpty() ? Optional.empty() : Optional.of(operand),
        quoted);
  }

  private Word operand(Cursor cursor, boolean quoted) {
    if (!quoted) {
      Word word = word(cursor, "}");
      cursor.next();
      return word;
    }
    var parts = new Parts();
    while (true) {
      char c = cursor.next();
      if (c == '}') {
        return parts.word();
      }
      if (c == '\'') {
        throw new Refused("shells disagree about a quote inside \"${…}\"", false);
      }
      if (c == '"') {
        doubleQuoted(cursor, parts);
      } else {
        inQuotes(cursor, parts, c, "$`\"\\}");
      }
    }
  }

  static boolean nameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static String name(Cursor cursor) {
    int start = cursor.position();
    while (nameStart(cursor.peek()) || (cursor.peek() >= '0' && cursor.peek() <= '9')) {
      cursor.skip(1);
    }
    return cursor.since(start);
  }

  /// Gathers parts, joining neighbours of a kind.
  private static final class Parts {
    private final List<Part> done = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean quoting;
    private boolean open;

    void literal(char c) {
      start(false);
      text.append(c);
    }

    void quoted(String more) {
      start(true);
      text.append(more);
    }

    void add(Part part) {
      flush();
      done.add(part);
    }

    Word word() {
      flush();
      return new Word(done);
    }

    private void start(boolean quoted) {
      if (open && quoting != quoted) {
        flush();
      }
      quoting = quoted;
      open = true;
    }

    private void flush() {
      if (open) {
        done.add(quoting ? new Quoted(text.toString()) : new Literal(text.toString()));
        text.setLength(0);
        open = false;
      }
    }
  }
}
