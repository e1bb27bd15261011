package alpi.daemon.policy.shell;

import java.util.List;

/// The text of a here-document. It stands below the line that announces it, so the reader fills it
/// in once it gets there; afterwards it never changes.
public final class HereBody {
  private final String delimiter;
  private final boolean stripTabs;
  private final boolean literal;
  private Word word = new Word(List.of());

  HereBody(String delimiter, boolean stripTabs, boolean literal) {
    this.delimiter = delimiter;
    this.stripTabs = stripTabs;
    this.literal = literal;
  }

  public Word word() {
    return word;
  }

  /// Reads the body from the line after the announcement.
  void read(Cursor cursor, WordReader words) {
    var body = new StringBuilder();
    boolean joined = false;
    while (true) {
      if (cursor.atEnd()) {
        throw new Cursor.Refused("a here-document has no end", false);
      }
      String line = cursor.line();
      String shown = stripTabs && !joined ? withoutTabs(line) : line;
      if (!joined && shown.equals(delimiter)) {
        break;
      }
      // A joined line cannot end the document, whatever it says.
      joined = !literal && oddBackslashes(line);
      body.append(shown).append('\n');
    }
    word = literal ? Word.quoted(body.toString()) : words.document(cursor.inside(body.toString()));
  }

  private static boolean oddBackslashes(String line) {
    int count = 0;
    while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }

  private static String withoutTabs(String line) {
    int start = 0;
    while (start < line.length() && line.charAt(start) == '\t') {
      start++;
    }
    return line.substring(start);
  }
}
