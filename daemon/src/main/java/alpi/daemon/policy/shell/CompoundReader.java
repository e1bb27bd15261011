package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.Cursor.Refused;
import alpi.daemon.policy.shell.ShellNode.Compound;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.policy.shell.ShellNode.Sequence;
import alpi.daemon.policy.shell.ShellNode.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads the constructs that begin with a reserved word.
final class CompoundReader {
  private static final Set<String> OPENERS =
      Set.of("if", "while", "until", "for", "select", "case", "function", "[[", "coproc");

  private final CommandParser parser;
  private final WordReader words;

  CompoundReader(CommandParser parser, WordReader words) {
    this.parser = parser;
    this.words = words;
  }

  boolean opens(String word) {
    return OPENERS.contains(word);
  }

  ShellNode read(Cursor cursor, String keyword) {
    cursor.skip(keyword.length());
    cursor.enter();
    ShellNode node =
        switch (keyword) {
          case "if" -> branches(cursor);
          case "while", "until" -> loop(cursor, keyword);
          case "for", "select" -> over(cursor, keyword);
          case "case" -> choice(cursor);
          case "[[" -> test(cursor);
          case "function" -> named(cursor);
          default -> throw new Refused("'" + keyword + "' is not understood", false);
        };
    cursor.leave();
    return node;
  }

  private ShellNode branches(Cursor cursor) {
    List<ShellNode> bodies = new ArrayList<>();
    while (true) {
      bodies.add(parser.body(cursor));
      parser.expect(cursor, "then");
      bodies.add(parser.body(cursor));
      switch (CommandParser.reserved(cursor)) {
        case "elif" -> cursor.skip("elif".length());
        case "else" -> {
          cursor.skip("else".length());
          bodies.add(parser.body(cursor));
          parser.expect(cursor, "fi");
          return compound(cursor, "if", "", List.of(), bodies);
        }
        default -> {
          parser.expect(cursor, "fi");
          return compound(cursor, "if", "", List.of(), bodies);
        }
      }
    }
  }

  private ShellNode loop(Cursor cursor, String keyword) {
    Sequence condition = parser.body(cursor);
    return compound(cursor, keyword, "", List.of(), List.of(condition, repeated(cursor)));
  }

  private Sequence repeated(Cursor cursor) {
    parser.expect(cursor, "do");
    Sequence body = parser.body(cursor);
    parser.expect(cursor, "done");
    return body;
  }

  private ShellNode over(Cursor cursor, String keyword) {
    cursor.blanks();
    if (cursor.startsWith("((")) {
      ShellNode head = arithmetic(cursor);
      cursor.blanks();
      cursor.take(";");
      parser.newlines(cursor);
      return compound(cursor, "for", "", List.of(), List.of(head, repeated(cursor)));
    }
    String name = WordReader.name(cursor);
    if (name.isEmpty() || !WordReader.nameStart(name.charAt(0))) {
      throw new Refused("a loop has no variable", false);
    }
    parser.newlines(cursor);
    List<Word> items = new ArrayList<>();
    if (CommandParser.reserved(cursor).equals("in")) {
      cursor.skip(2);
      cursor.blanks();
      while (!cursor.atEnd() && cursor.peek() != '\n' && cursor.peek() != ';') {
        Word item = words.word(cursor);
        if (item.parts().isEmpty()) {
          throw new Refused("the list of a loop is not understood", false);
        }
        items.add(item);
        cursor.blanks();
      }
    }
    cursor.blanks();
    if (cursor.peek() == ';') {
      cursor.skip(1);
    }
    parser.newlines(cursor);
    return compound(cursor, keyword, name, items, List.of(repeated(cursor)));
  }

  private ShellNode choice(Cursor cursor) {
    cursor.blanks();
    List<Word> tested = new ArrayList<>();
    tested.add(words.word(cursor));
    parser.newlines(cursor);
    parser.expect(cursor, "in");
    List<ShellNode> bodies = new ArrayList<>();
    while (true) {
      parser.newlines(cursor);
      if (CommandParser.reserved(cursor).equals("esac")) {
        cursor.skip("esac".length());
        return compound(cursor, "case", "", tested, bodies);
      }
      cursor.take("(");
      patterns(cursor, tested);
      Sequence body = parser.list(cursor);
      if (!body.items().isEmpty()) {
        bodies.add(body);
      }
      cursor.blanks();
      if (!cursor.take(";;&") && !cursor.take(";;") && !cursor.take(";&")) {
        parser.newlines(cursor);
        if (!CommandParser.reserved(cursor).equals("esac")) {
          throw new Refused("a case is not closed", false);
        }
      }
    }
  }

  private void patterns(Cursor cursor, List<Word> into) {
    do {
      cursor.blanks();
      Word pattern = words.word(cursor);
      if (pattern.parts().isEmpty()) {
        throw new Refused("a case has no pattern", false);
      }
      into.add(pattern);
      cursor.blanks();
    } while (cursor.take("|"));
    if (!cursor.take(")")) {
      throw new Refused("the pattern of a case is not closed", false);
    }
  }

  private ShellNode test(Cursor cursor) {
    cursor.bash();
    List<Word> operands = new ArrayList<>();
    while (true) {
      parser.newlines(cursor);
      if (CommandParser.reserved(cursor).equals("]]")) {
        cursor.skip(2);
        return compound(cursor, "[[", "", operands, List.of());
      }
      if ("()<>&|".indexOf(cursor.peek()) >= 0 && !cursor.atEnd() && !substitutes(cursor)) {
        cursor.skip(1);
        continue;
      }
      Word operand = words.word(cursor);
      if (operand.parts().isEmpty()) {
        throw new Refused("a [[ test is not closed", false);
      }
      operands.add(operand);
    }
  }

  private static boolean substitutes(Cursor cursor) {
    return (cursor.peek() == '<' || cursor.peek() == '>') && cursor.peek(1) == '(';
  }

  private ShellNode named(Cursor cursor) {
    cursor.bash();
    cursor.blanks();
    Word name = words.word(cursor);
    cursor.blanks();
    if (name.bare().isEmpty()) {
      throw new Refused("a function has no fixed name", false);
    }
    if (cursor.take("(")) {
      cursor.blanks();
      if (!cursor.take(")")) {
        throw new Refused("a function is not understood", false);
      }
    }
    return parser.functionBody(cursor, name.bare().orElseThrow());
  }

  /// `((…))`, as a command with its content for an argument: other shells read it as two nested
  /// subshells, so it needs bash.
  ShellNode arithmetic(Cursor cursor) {
    cursor.bash();
    cursor.skip(2);
    Word content = words.arithmetic(cursor);
    if (!cursor.take("))")) {
      throw new Refused("'((' is not closed by '))'", false);
    }
    var let = new Simple(List.of(), List.of(Word.quoted("let"), content), List.of());
    return new Sequence(List.of(new ShellNode.Item(Joint.ALWAYS, let, false)));
  }

  private ShellNode compound(
      Cursor cursor, String keyword, String name, List<Word> tested, List<ShellNode> bodies) {
    return new Compound(keyword, name, tested, bodies, parser.redirects(cursor));
  }
}
