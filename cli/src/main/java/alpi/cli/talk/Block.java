package alpi.cli.talk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// What a line of Markdown begins: the mark it is shown with, the indent of its further rows, and
/// the text behind its own mark.
///
/// @param plain whether it is mere text, which may go on with a paragraph begun before
record Block(
    AttributedString mark,
    AttributedString hang,
    String text,
    AttributedStyle style,
    boolean plain) {
  private static final Pattern HEADING =
      Pattern.compile(" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*");
  private static final Pattern ITEM = Pattern.compile("([ \t]*)([-*+]|\\d{1,9}[.)])[ \t]+(.*)");
  private static final Pattern QUOTE = Pattern.compile(" {0,3}((?:> ?)+)(.*)");
  private static final Pattern RULE =
      Pattern.compile(" {0,3}(?:(?:-[ \t]*){3,}|(?:\\*[ \t]*){3,}|(?:_[ \t]*){3,})");
  private static final Pattern TEXT = Pattern.compile("([ \t]*)(.*)");
  private static final Pattern FENCE = Pattern.compile("([ \t]*)(`{3,}|~{3,})([^`]*)");
  private static final String RULE_SHOWN = "────────";
  private static final String BAR = "│ ";

  /// What a line that is no code, no table and not blank begins.
  static Block of(String line, Paint paint) {
    AttributedStyle style = paint.plain();
    if (RULE.matcher(line).matches()) {
      return marked(paint.aside(RULE_SHOWN), "", "", style);
    }
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      return marked(AttributedString.EMPTY, "", heading.group(1), paint.bold(style));
    }
    Matcher item = ITEM.matcher(line);
    if (item.matches()) {
      String bullet = Character.isDigit(item.group(2).charAt(0)) ? item.group(2) : "•";
      String indent = spaces(item.group(1));
      String mark = indent + bullet + " ";
      return marked(new AttributedString(mark), " ".repeat(mark.length()), item.group(3), style);
    }
    Matcher quote = QUOTE.matcher(line);
    if (quote.matches()) {
      String bars = BAR.repeat((int) quote.group(1).chars().filter(c -> c == '>').count());
      return new Block(paint.aside(bars), paint.aside(bars), quote.group(2), style, false);
    }
    Matcher text = TEXT.matcher(line);
    String indent = text.matches() ? spaces(text.group(1)) : "";
    AttributedString shown = new AttributedString(indent);
    return new Block(shown, shown, line.stripLeading(), style, true);
  }

  private static Block marked(
      AttributedString mark, String hang, String text, AttributedStyle style) {
    return new Block(mark, new AttributedString(hang), text, style, false);
  }

  private static String spaces(String indent) {
    return indent.replace("\t", "    ");
  }

  /// The marks and the indent of the fence that the line opens.
  static Fence fence(String line) {
    Matcher fence = FENCE.matcher(line);
    return fence.matches() ? new Fence(fence.group(2), fence.group(1).length()) : Fence.NONE;
  }

  /// Whether the line may be a row of a table.
  static boolean isTable(String line) {
    return line.stripLeading().startsWith("|");
  }

  /// The bounds of a block of code.
  ///
  /// @param marks empty where there is no such block
  record Fence(String marks, int indent) {
    static final Fence NONE = new Fence("", 0);

    boolean isOpen() {
      return !marks.isEmpty();
    }

    /// Whether the line ends the block.
    boolean closes(String line) {
      String bare = line.strip();
      return bare.length() >= marks.length()
          && bare.startsWith(marks)
          && bare.chars().allMatch(c -> c == marks.charAt(0));
    }

    /// The line without the indent that the whole block has.
    String inner(String line) {
      int from = 0;
      while (from < indent && from < line.length() && line.charAt(from) == ' ') {
        from++;
      }
      return line.substring(from);
    }
  }
}
