package alpi.daemon.config;

import java.util.ArrayList;
import java.util.List;

/// The lines that differ between two texts, in the hunks of a unified diff without context.
public final class LineDiff {
  /// Above this many comparisons the middle is shown as one replaced block.
  private static final long MAX_CELLS = 4_000_000;

  private final List<String> before;
  private final List<String> after;
  private final List<String> out = new ArrayList<>();

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  public static List<String> of(String before, String after) {
    var diff = new LineDiff(before.lines().toList(), after.lines().toList());
    diff.run();
    return List.copyOf(diff.out);
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
      hunk(head, oldEnd, head, newEnd);
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
        hunk(head + oldFrom, head + i, head + newFrom, head + j);
        oldFrom = ++i;
        newFrom = ++j;
      } else if (common[i + 1][j] >= common[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
    hunk(head + oldFrom, oldEnd, head + newFrom, newEnd);
  }

  private void hunk(int oldFrom, int oldTo, int newFrom, int newTo) {
    if (oldFrom == oldTo && newFrom == newTo) {
      return;
    }
    out.add("@@ -" + range(oldFrom, oldTo) + " +" + range(newFrom, newTo) + " @@");
    before.subList(oldFrom, oldTo).forEach(line -> out.add("-" + line));
    after.subList(newFrom, newTo).forEach(line -> out.add("+" + line));
  }

  /// An empty range names the line before it, as unified diffs do.
  private static String range(int from, int to) {
    return (to == from ? from : from + 1) + "," + (to - from);
  }
}
