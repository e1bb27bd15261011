package alpi.daemon.tool.file;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A list of hunks for one file, in the form of a unified diff. Headers of files are skipped; the
/// counts in a hunk's header are not believed, the lines are.
record Patch(List<Hunk> hunks) {
  /// Most hunks of one patch.
  static final int MAX_HUNKS = 500;

  private static final Pattern HEADER = Pattern.compile("@@ -(\\d{1,9})(?:,\\d+)? .*");
  private static final List<String> SKIPPED =
      List.of("--- ", "+++ ", "diff ", "index ", "*** ", "new file mode", "old mode", "new mode");

  Patch {
    hunks = List.copyOf(hunks);
  }

  /// One place of change.
  ///
  /// @param line where the hunk's header says it starts, from 1; empty when it does not say
  /// @param lines each with its sign in front: space, `-` or `+`
  record Hunk(Optional<Integer> line, List<String> lines) {
    Hunk {
      lines = List.copyOf(lines);
    }

    /// What must stand in the file.
    List<String> before() {
      return lines.stream().filter(l -> l.charAt(0) != '+').map(l -> l.substring(1)).toList();
    }
  }

  /// Reads a patch.
  ///
  /// @throws Problem when it has no hunks, or a line that belongs to none
  static Patch parse(String text) {
    var hunks = new ArrayList<Hunk>();
    var lines = new ArrayList<String>();
    Optional<Integer> line = Optional.empty();
    boolean inHunk = false;
    for (String each : text.replace("\r\n", "\n").split("\n", -1)) {
      if (each.startsWith("@@")) {
        close(hunks, line, lines, inHunk);
        inHunk = true;
        line = position(each);
      } else if (inHunk && isBody(each)) {
        lines.add(each.isEmpty() ? " " : each);
      } else if (!skipped(each)) {
        throw malformed("a line that starts with neither space, - nor +: " + brief(each));
      }
    }
    close(hunks, line, lines, inHunk);
    if (hunks.isEmpty()) {
      throw malformed("no hunk; each starts with @@");
    }
    return new Patch(hunks);
  }

  /// The text with every hunk in place.
  ///
  /// @throws Problem when a hunk fits nowhere or in several places; nothing is changed then
  String apply(String text) {
    boolean crlf = TextFile.crlf(text);
    List<String> lines = new ArrayList<>(Lines.of(text));
    int from = 0;
    int shift = 0;
    for (int i = 0; i < hunks.size(); i++) {
      Hunk hunk = hunks.get(i);
      List<String> before = hunk.before();
      int at = place(lines, hunk, before, from, shift, i + 1);
      List<String> after = after(lines, hunk, at, crlf);
      lines.subList(at, at + before.size()).clear();
      lines.addAll(at, after);
      shift += after.size() - before.size();
      from = at + after.size();
    }
    return String.join("", lines);
  }

  private static int place(
      List<String> lines, Hunk hunk, List<String> before, int from, int shift, int number) {
    int said = hunk.line().map(line -> line - 1 + shift).orElse(-1);
    if (before.isEmpty()) {
      return insertion(lines, hunk, from, shift, number);
    }
    for (boolean loose : new boolean[] {false, true}) {
      if (said >= from && Lines.standsAt(lines, before, said, loose)) {
        return said;
      }
      List<Integer> found = Lines.find(lines, before, from, loose);
      if (found.size() == 1) {
        return found.get(0);
      }
      if (found.size() > 1) {
        throw Problem.of(
            ErrorCode.CONFLICT,
            "Hunk " + number + " fits in " + found.size() + " places.",
            "Add context lines, or the line number: @@ -12 +12 @@.");
      }
    }
    throw Problem.of(
        ErrorCode.NOT_FOUND,
        "Hunk " + number + " does not fit: its context is not in the file.",
        "Read the file again and copy the context exactly.");
  }

  /// A hunk that only adds goes behind the line its header names (as `diff -U0` writes it), or into
  /// an empty file.
  private static int insertion(List<String> lines, Hunk hunk, int from, int shift, int number) {
    int at = lines.isEmpty() ? 0 : hunk.line().map(line -> line + shift).orElse(-1);
    if (at < from || at > lines.size()) {
      throw Problem.of(
          ErrorCode.CONFLICT,
          "Hunk " + number + " only adds lines and does not say where.",
          "Add context lines around the new ones.");
    }
    return at;
  }

  /// The new lines: context keeps the file's own bytes, additions take the file's line end.
  private static List<String> after(List<String> lines, Hunk hunk, int at, boolean crlf) {
    String end = crlf ? "\r\n" : "\n";
    var after = new ArrayList<String>();
    int next = at;
    for (String line : hunk.lines()) {
      switch (line.charAt(0)) {
        case '+' -> after.add(Lines.bare(line.substring(1)) + end);
        case '-' -> next++;
        default -> after.add(lines.get(next++));
      }
    }
    boolean toTheEnd = next == lines.size() && !lines.isEmpty();
    boolean openEnd = toTheEnd && !lines.get(lines.size() - 1).endsWith("\n");
    for (int i = 0; i < after.size() - 1; i++) {
      after.set(i, after.get(i).endsWith("\n") ? after.get(i) : after.get(i) + end);
    }
    if (openEnd && !after.isEmpty()) {
      int last = after.size() - 1;
      after.set(last, Lines.bare(after.get(last)));
    }
    return after;
  }

  private static void close(
      List<Hunk> hunks, Optional<Integer> line, List<String> lines, boolean inHunk) {
    if (!inHunk) {
      return;
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
      lines.remove(lines.size() - 1);
    }
    boolean changes = lines.stream().anyMatch(l -> l.charAt(0) != ' ');
    if (!changes) {
      throw malformed("a hunk that changes nothing");
    }
    if (hunks.size() == MAX_HUNKS) {
      throw malformed("more than " + MAX_HUNKS + " hunks");
    }
    hunks.add(new Hunk(line, lines));
    lines.clear();
  }

  private static Optional<Integer> position(String header) {
    Matcher matcher = HEADER.matcher(header);
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  private static boolean isBody(String line) {
    return line.isEmpty()
        || (" +-".indexOf(line.charAt(0)) >= 0
            && !line.startsWith("--- a/")
            && !line.startsWith("+++ b/"));
  }

  private static boolean skipped(String line) {
    return line.isBlank() || line.startsWith("\\ ") || SKIPPED.stream().anyMatch(line::startsWith);
  }

  private static String brief(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  private static Problem malformed(String what) {
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        "The patch has " + what + ".",
        "Send a unified diff of this one file: @@ hunks with context.");
  }
}
