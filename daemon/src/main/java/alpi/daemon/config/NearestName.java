package alpi.daemon.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds what a mistyped name was probably meant to be.
public final class NearestName {
  /// Names longer than this are not compared: the cost grows with the product of the lengths.
  private static final int MAX_LENGTH = 64;

  private NearestName() {}

  /// The candidate with the fewest edits, if those are few for a word of that length.
  public static Optional<String> of(String name, List<String> candidates) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int bearable = Math.max(1, Math.min(3, name.length() / 3));
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= bearable)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /// Fewest insertions, deletions, replacements and swaps of neighbours that make one name the
  /// other: the optimal string alignment distance, three rows at a time.
  static int distance(String from, String to) {
    int[] before = new int[0];
    int[] above = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
        if (swapped(from, i, to, j)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      before = above;
      above = row;
    }
    return above[to.length()];
  }

  private static boolean swapped(String from, int i, String to, int j) {
    return i > 1
        && j > 1
        && from.charAt(i - 1) == to.charAt(j - 2)
        && from.charAt(i - 2) == to.charAt(j - 1);
  }
}
