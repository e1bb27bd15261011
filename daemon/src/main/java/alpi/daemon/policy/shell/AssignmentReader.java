package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.Cursor.Refused;
import alpi.daemon.policy.shell.ShellNode.Assignment;
import java.util.ArrayList;
import java.util.List;

/// Reads `name=value`, `name+=value` and `name=(…)`.
final class AssignmentReader {
  private AssignmentReader() {}

  /// Whether an assignment stands at the cursor.
  static boolean at(Cursor cursor) {
    if (!WordReader.nameStart(cursor.peek())) {
      return false;
    }
    int start = cursor.position();
    WordReader.name(cursor);
    boolean found = cursor.peek() == '=' || cursor.startsWith("+=");
    if (cursor.peek() == '[') {
      // bash reads on to the closing bracket, over blanks and operators.
      throw new Refused("it sets or names an element of an array", false);
    }
    cursor.rewind(start);
    return found;
  }

  static Assignment read(Cursor cursor, WordReader words, CommandParser parser) {
    String name = WordReader.name(cursor);
    boolean append = cursor.take("+");
    cursor.skip(1);
    if (append) {
      cursor.bash();
    }
    if (cursor.peek() == '(') {
      return new Assignment(name, append, values(cursor, words, parser), true);
    }
    return new Assignment(name, append, List.of(words.word(cursor)), false);
  }

  /// The words of `( … )`.
  static List<Word> values(Cursor cursor, WordReader words, CommandParser parser) {
    cursor.bash();
    cursor.skip(1);
    List<Word> values = new ArrayList<>();
    while (true) {
      parser.newlines(cursor);
      if (cursor.take(")")) {
        return values;
      }
      Word value = words.word(cursor);
      if (value.parts().isEmpty()) {
        throw new Refused("a list of values is not understood", false);
      }
      values.add(value);
    }
  }
}
