package alpi.daemon.config;

import java.util.ArrayList;
import java.util.List;

/// The lines that differ between two texts, in the hunks of a unified diff.
public final class LineDiff {
  /// Lines around a change that [#unified] shows.
  static final int CONTEXT = 3;

  /// Above this many comparisons the middle is shown as one replaced block.
  private static final long MAX_CELLS = 4_000_000;

  /// What stands under a last line that no line break ends.
  private static final String UNENDED = "\n\\ No newline at end of file";

  private final List<String> before;
  private final List<String> after;
  private final List<Edit> edits = new ArrayList<>();

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /// Lines `oldFrom` to `oldTo` give way to lines `newFrom` to `newTo`; ends are not among them.
  private record Edit(int oldFrom, int oldTo, int newFrom, int newTo) {}

  /// The hunks without context; how the last lines end does not count.
  public static List<String> of(String before, String after) {
    var diff = new LineDiff(before.lines().toList(), after.lines().toList());
    diff.run();
    return diff.hunks(0);
  }

  /// The hunks with some lines around each, as programs that apply patches expect them.
  public static List<String> unified(String before, String after) {
    var diff = new LineDiff(ended(before), ended(after));
    diff.run();
    return diff.hunks(CONTEXT);
  }

  /// Lines as line feeds end them: a last one without is another line than the same one with.
  private static List<String> ended(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      lines.add(text.substring(from, at));
      from = at + 1;
    }
    if (from < text.length()) {
      lines.add(text.substring(from) + UNENDED);
    }
    return lines;
  }

  private void run() {
    int head = 0;
    while (head < before.size()
        && head < after.size()
        && before.get(head).equals(after.get(head))) {
      head++;
    }
    int oldEnd = before.size();
    int newEnd = after.size();
    while (oldEnd > head && newEnd > head && before.get(oldEnd - 1).equals(after.get(newEnd - 1))) {
      oldEnd--;
      newEnd--;
    }
    if ((long) (oldEnd - head) * (newEnd - head) > MAX_CELLS) {
      edit(head, oldEnd, head, newEnd);
    } else {
      middle(head, oldEnd, newEnd);
    }
  }

  /// Walks the table of longest common tails.
  private void middle(int head, int oldEnd, int newEnd) {
    int[][] common = new int[oldEnd - head + 1][newEnd - head + 1];
    for (int i = oldEnd - head - 1; i >= 0; i--) {
      for (int j = newEnd - head - 1; j >= 0; j--) {
        common[i][j] =
            before.get(head + i).equals(after.get(head + j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    int oldFrom = 0;
    int newFrom = 0;
    while (i < oldEnd - head && j < newEnd - head) {
      if (before.get(head + i).equals(after.get(head + j))) {
        edit(head + oldFrom, head + i, head + newFrom, head + j);
        oldFrom = ++i;
        newFrom = ++j;
      } else if (common[i + 1][j] >= common[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    edit(head + oldFrom, oldEnd, head + newFrom, newEnd);
  }

  private void edit(int oldFrom, int oldTo, int newFrom, int newTo) {
    if (oldFrom < oldTo || newFrom < newTo) {
      edits.add(new Edit(oldFrom, oldTo, newFrom, newTo));
    }
  }

  /// Edits whose contexts meet share a hunk.
  private List<String> hunks(int context) {
    List<String> out = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= edits.size(); i++) {
      boolean apart =
          i == edits.size() || edits.get(i).oldFrom - edits.get(i - 1).oldTo > 2 * context;
      if (apart) {
        hunk(edits.subList(first, i), context, out);
        first = i;
      }
    }
    return List.copyOf(out);
  }

  private void hunk(List<Edit> group, int context, List<String> out) {
    int lead = Math.min(context, group.getFirst().oldFrom);
    int tail = Math.min(context, before.size() - group.getLast().oldTo);
    int at = group.getFirst().oldFrom - lead;
    String old = range(at, group.getLast().oldTo + tail);
    String fresh = range(group.getFirst().newFrom - lead, group.getLast().newTo + tail);
    out.add("@@ -" + old + " +" + fresh + " @@");
    for (Edit edit : group) {
      before.subList(at, edit.oldFrom).forEach(line -> out.add(" " + line));
      before.subList(edit.oldFrom, edit.oldTo).forEach(line -> out.add("-" + line));
      after.subList(edit.newFrom, edit.newTo).forEach(line -> out.add("+" + line));
      at = edit.oldTo;
    }
    before.subList(at, at + tail).forEach(line -> out.add(" " + line));
  }

  /// An empty range names the line before it, as unified diffs do.
  private static String range(int from, int to) {
    return (to == from ? from : from + 1) + "," + (to - from);
  }
}
