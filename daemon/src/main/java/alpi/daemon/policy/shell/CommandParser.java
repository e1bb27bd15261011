package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.Cursor.Refused;
import alpi.daemon.policy.shell.ShellNode.Assignment;
import alpi.daemon.policy.shell.ShellNode.Compound;
import alpi.daemon.policy.shell.ShellNode.Function;
import alpi.daemon.policy.shell.ShellNode.Group;
import alpi.daemon.policy.shell.ShellNode.Item;
import alpi.daemon.policy.shell.ShellNode.Joint;
import alpi.daemon.policy.shell.ShellNode.Pipeline;
import alpi.daemon.policy.shell.ShellNode.Sequence;
import alpi.daemon.policy.shell.ShellNode.Simple;
import alpi.daemon.policy.shell.ShellNode.Subshell;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads shell text into a tree, in one pass and linear time. What it does not understand, or what
/// shells disagree about, it refuses: nothing is ever skipped or guessed.
///
/// The grammar is the shell command language of POSIX with the common additions of bash.
public final class CommandParser {
  /// Longest text, in bytes of UTF-8.
  public static final int MAX_BYTES = 64 << 10;

  /// Most commands in one text, nested ones included.
  public static final int MAX_SEGMENTS = 10_000;

  /// Deepest nesting of anything in anything.
  public static final int MAX_DEPTH = 64;

  private static final Set<String> ENDERS =
      Set.of("}", "then", "else", "elif", "fi", "do", "done", "esac");

  private final WordReader words = new WordReader(this);
  private final CompoundReader compounds = new CompoundReader(this, words);

  private CommandParser() {}

  public static ParseResult parse(String text) {
    if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return new ParseResult.TooComplex("it is longer than 64 KiB");
    }
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return new ParseResult.Unparsable("it holds a NUL or half a character");
    }
    try {
      var cursor = new Cursor(text);
      Sequence root = new CommandParser().whole(cursor);
      if (root.items().isEmpty()) {
        return new ParseResult.Unparsable("there is no command in it");
      }
      return new ParseResult.Parsed(root, cursor.segments(), cursor.needsBash());
    } catch (Refused refused) {
      return refused.limit()
          ? new ParseResult.TooComplex(refused.reason())
          : new ParseResult.Unparsable(refused.reason());
    }
  }

  /// All of a text.
  Sequence whole(Cursor cursor) {
    Sequence all = list(cursor);
    if (!cursor.atEnd()) {
      throw new Refused("something in it closes what was never opened", false);
    }
    endOfText(cursor);
    return all;
  }

  /// What stands in parentheses, after the opening one; the closing one is consumed.
  Sequence nested(Cursor cursor) {
    var outer = List.copyOf(cursor.pending);
    cursor.pending.clear();
    int start = cursor.position();
    Sequence body = list(cursor);
    endOfText(cursor);
    if (!outer.isEmpty() && cursor.since(start).indexOf('\n') >= 0) {
      throw new Refused("shells disagree about where a here-document in it begins", false);
    }
    if (cursor.next() != ')') {
      throw new Refused("a parenthesis is not closed", false);
    }
    cursor.pending.addAll(outer);
    return body;
  }

  private static void endOfText(Cursor cursor) {
    if (!cursor.pending.isEmpty()) {
      throw new Refused("a here-document has no body", false);
    }
  }

  /// Commands up to something that ends a list, which is left in place.
  Sequence list(Cursor cursor) {
    cursor.enter();
    List<Item> items = new ArrayList<>();
    Joint joint = Joint.ALWAYS;
    newlines(cursor);
    while (!listEnds(cursor)) {
      ShellNode node = pipeline(cursor);
      cursor.blanks();
      boolean background = false;
      boolean more = true;
      Joint following = Joint.ALWAYS;
      if (cursor.take("&&")) {
        following = Joint.IF_DONE;
      } else if (cursor.take("||")) {
        following = Joint.IF_FAILED;
      } else if (cursor.peek() == '&') {
        cursor.skip(1);
        background = true;
      } else if (cursor.peek() == ';' && cursor.peek(1) != ';' && cursor.peek(1) != '&') {
        cursor.skip(1);
      } else {
        more = cursor.peek() == '\n';
      }
      items.add(new Item(joint, node, background));
      joint = following;
      newlines(cursor);
      if (joint != Joint.ALWAYS && listEnds(cursor)) {
        throw new Refused("an operator has nothing after it", false);
      }
      if (!more) {
        break;
      }
    }
    cursor.leave();
    return new Sequence(items);
  }

  /// A list that may not be empty.
  Sequence body(Cursor cursor) {
    Sequence body = list(cursor);
    if (body.items().isEmpty()) {
      throw new Refused("a construct in it has no commands", false);
    }
    return body;
  }

  private boolean listEnds(Cursor cursor) {
    return cursor.atEnd()
        || cursor.peek() == ')'
        || cursor.startsWith(";;")
        || cursor.startsWith(";&")
        || ENDERS.contains(reserved(cursor));
  }

  /// Skips line ends, blanks and comments, and reads the here-documents that begin there.
  void newlines(Cursor cursor) {
    cursor.blanks();
    while (cursor.peek() == '\n') {
      cursor.skip(1);
      while (!cursor.pending.isEmpty()) {
        cursor.pending.remove().read(cursor, words);
      }
      cursor.blanks();
    }
  }

  /// The bare word at the cursor if it could be a reserved one, else an empty text.
  static String reserved(Cursor cursor) {
    int length = 0;
    while (length < 9 && !end(cursor, length)) {
      char c = cursor.peek(length);
      if ("!{}[]".indexOf(c) < 0 && (c < 'a' || c > 'z')) {
        return "";
      }
      length++;
    }
    if (!end(cursor, length)) {
      return "";
    }
    int start = cursor.position();
    cursor.skip(length);
    String word = cursor.since(start);
    cursor.rewind(start);
    return word;
  }

  private static boolean end(Cursor cursor, int ahead) {
    char c = cursor.peek(ahead);
    return c == '\0' || WordReader.breaks(c);
  }

  private ShellNode pipeline(Cursor cursor) {
    boolean negated = false;
    boolean plain = true;
    while (true) {
      String word = reserved(cursor);
      if (word.equals("!")) {
        negated = !negated;
      } else if (word.equals("time")) {
        plain = false;
      } else {
        break;
      }
      cursor.skip(word.length());
      cursor.blanks();
      if (word.equals("time") && cursor.take("-p")) {
        cursor.blanks();
      }
    }
    List<ShellNode> stages = new ArrayList<>();
    stages.add(command(cursor));
    cursor.blanks();
    while (cursor.peek() == '|' && cursor.peek(1) != '|') {
      cursor.skip(1);
      if (cursor.take("&")) {
        cursor.bash();
        plain = false;
      }
      newlines(cursor);
      stages.add(command(cursor));
      cursor.blanks();
    }
    return stages.size() == 1 && !negated && plain
        ? stages.getFirst()
        : new Pipeline(stages, negated, plain);
  }

  private ShellNode command(Cursor cursor) {
    cursor.segment();
    if (cursor.startsWith("((")) {
      ShellNode arithmetic = compounds.arithmetic(cursor);
      return new Compound("((", "", List.of(), List.of(arithmetic), redirects(cursor));
    }
    if (cursor.take("(")) {
      Sequence body = nested(cursor);
      if (body.items().isEmpty()) {
        throw new Refused("a pair of parentheses is empty", false);
      }
      return new Subshell(body, redirects(cursor));
    }
    String word = reserved(cursor);
    if (word.equals("{")) {
      cursor.skip(1);
      Sequence body = body(cursor);
      expect(cursor, "}");
      return new Group(body, redirects(cursor));
    }
    if (ENDERS.contains(word)) {
      throw new Refused("'" + word + "' is out of place", false);
    }
    return compounds.opens(word) ? compounds.read(cursor, word) : simple(cursor);
  }

  /// Consumes the reserved word `word`.
  void expect(Cursor cursor, String word) {
    cursor.blanks();
    if (!reserved(cursor).equals(word)) {
      throw new Refused("'" + word + "' is missing", false);
    }
    cursor.skip(word.length());
  }

  List<Redirect> redirects(Cursor cursor) {
    List<Redirect> all = new ArrayList<>();
    cursor.blanks();
    while (RedirectReader.at(cursor)) {
      all.add(RedirectReader.read(cursor, words));
      cursor.blanks();
    }
    return all;
  }

  private ShellNode simple(Cursor cursor) {
    List<Assignment> assignments = new ArrayList<>();
    List<Word> found = new ArrayList<>();
    List<Redirect> redirects = new ArrayList<>();
    while (true) {
      cursor.blanks();
      if (RedirectReader.at(cursor)) {
        redirects.add(RedirectReader.read(cursor, words));
      } else if (found.isEmpty() && AssignmentReader.at(cursor)) {
        assignments.add(AssignmentReader.read(cursor, words, this));
      } else if (cursor.peek() == '(' && found.size() == 1 && redirects.isEmpty()) {
        return function(cursor, found.getFirst());
      } else if (cursor.peek() == '(') {
        found.add(declared(cursor, found));
      } else {
        Word word = words.word(cursor);
        if (word.parts().isEmpty()) {
          break;
        }
        found.add(word);
      }
    }
    if (assignments.isEmpty() && found.isEmpty() && redirects.isEmpty()) {
      throw new Refused("a command is missing where one must stand", false);
    }
    return new Simple(assignments, found, redirects);
  }

  /// `declare -a name=(…)`: the only place where a list may stand among arguments.
  private Word declared(Cursor cursor, List<Word> found) {
    String program = found.isEmpty() ? "" : found.getFirst().bare().orElse("");
    Word last = found.isEmpty() ? Word.quoted("") : found.getLast();
    boolean open =
        !last.parts().isEmpty()
            && last.parts().getLast() instanceof Word.Literal(String text)
            && text.endsWith("=");
    if (!open || !Set.of("declare", "local", "export", "readonly", "typeset").contains(program)) {
      throw new Refused("a parenthesis stands where none is understood", false);
    }
    List<Word.Part> parts = new ArrayList<>();
    for (Word value : AssignmentReader.values(cursor, words, this)) {
      parts.addAll(value.parts());
    }
    return new Word(parts);
  }

  private ShellNode function(Cursor cursor, Word name) {
    cursor.skip(1);
    cursor.blanks();
    if (name.bare().isEmpty() || !cursor.take(")")) {
      throw new Refused("a parenthesis stands where none is understood", false);
    }
    return functionBody(cursor, name.bare().orElseThrow());
  }

  ShellNode functionBody(Cursor cursor, String name) {
    newlines(cursor);
    cursor.enter();
    ShellNode body = command(cursor);
    cursor.leave();
    return new Function(name, body);
  }
}
