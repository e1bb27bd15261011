package alpi.daemon.tool.file;

import java.util.ArrayList;
import java.util.List;

/// A text cut after each line end; joined together the lines are the text again.
final class Lines {
  private Lines() {}

  /// Each line with its own end; the last may have none.
  static List<String> of(String text) {
    var lines = new ArrayList<String>();
    int start = 0;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', start)) {
      lines.add(text.substring(start, i + 1));
      start = i + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  /// Without its line end.
  static String bare(String line) {
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\n') {
      end--;
      if (end > 0 && line.charAt(end - 1) == '\r') {
        end--;
      }
    }
    return line.substring(0, end);
  }

  /// Where `wanted` stands in `lines`, every place from `from` on.
  ///
  /// @param loose whether white space at the ends of lines is ignored
  static List<Integer> find(List<String> lines, List<String> wanted, int from, boolean loose) {
    var found = new ArrayList<Integer>();
    for (int at = from; at + wanted.size() <= lines.size(); at++) {
      if (standsAt(lines, wanted, at, loose)) {
        found.add(at);
      }
    }
    return found;
  }

  static boolean standsAt(List<String> lines, List<String> wanted, int at, boolean loose) {
    if (at < 0 || at + wanted.size() > lines.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      String have = bare(lines.get(at + i));
      String want = bare(wanted.get(i));
      boolean same = loose ? have.stripTrailing().equals(want.stripTrailing()) : have.equals(want);
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
