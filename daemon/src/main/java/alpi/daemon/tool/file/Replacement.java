package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.List;

/// Puts one text in the place of another. It must stand there exactly once, unless all are wanted;
/// only white space at line ends may differ, and only when nothing matches exactly.
final class Replacement {
  private Replacement() {}

  /// The changed text.
  ///
  /// @throws Problem when `old` is not there, or more than once and `all` is false
  static String apply(String text, String old, String fresh, boolean all) {
    if (old.isEmpty()) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS, "`old` is empty.", "To create or replace a file, use write.");
    }
    if (old.equals(fresh)) {
      throw Problem.of(ErrorCode.INVALID_PARAMS, "`old` and `new` are the same.");
    }
    int count = count(text, old);
    if (count == 0 && TextFile.crlf(text) && !old.contains("\r\n")) {
      String wide = TextFile.withCrlf(old);
      int wideCount = count(text, wide);
      if (wideCount > 0) {
        return exact(text, wide, TextFile.withCrlf(fresh), all, wideCount);
      }
    }
    return count > 0 ? exact(text, old, fresh, all, count) : loose(text, old, fresh, all);
  }

  private static String exact(String text, String old, String fresh, boolean all, int count) {
    if (count > 1 && !all) {
      throw ambiguous(count);
    }
    return text.replace(old, fresh);
  }

  /// Compares whole lines, ignoring white space at their ends.
  private static String loose(String text, String old, String fresh, boolean all) {
    List<String> lines = Lines.of(text);
    List<String> wanted = Lines.of(old);
    List<Integer> found = Lines.find(lines, wanted, 0, true);
    if (found.isEmpty()) {
      throw missing(lines, wanted);
    }
    if (found.size() > 1 && !all) {
      throw ambiguous(found.size());
    }
    boolean crlf = TextFile.crlf(text);
    boolean endsLine = old.endsWith("\n");
    var out = new StringBuilder(text.length() + fresh.length());
    int next = 0;
    for (int at : found) {
      if (at < next) {
        continue;
      }
      lines.subList(next, at).forEach(out::append);
      next = at + wanted.size();
      out.append(crlf ? TextFile.withCrlf(fresh) : fresh);
      String last = lines.get(next - 1);
      out.append(endsLine ? "" : last.substring(Lines.bare(last).length()));
    }
    lines.subList(next, lines.size()).forEach(out::append);
    return out.toString();
  }

  private static int count(String text, String old) {
    int count = 0;
    for (int i = text.indexOf(old); i >= 0; i = text.indexOf(old, i + old.length())) {
      count++;
    }
    return count;
  }

  private static Problem ambiguous(int count) {
    return Problem.of(
        ErrorCode.CONFLICT,
        "`old` stands in the file " + count + " times.",
        "Add lines around it until it is unique, or set all to true.");
  }

  private static Problem missing(List<String> lines, List<String> wanted) {
    List<String> first = wanted.subList(0, 1);
    List<Integer> near = first.get(0).isBlank() ? List.of() : Lines.find(lines, first, 0, true);
    String hint =
        near.isEmpty()
            ? "Read the file again and copy the text exactly."
            : "Its first line is line "
                + (near.get(0) + 1)
                + " of the file, but what follows differs. Read that part again.";
    return Problem.of(ErrorCode.NOT_FOUND, "`old` is not in the file.", hint);
  }
}
