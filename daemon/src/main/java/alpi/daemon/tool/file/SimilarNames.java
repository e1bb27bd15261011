package alpi.daemon.tool.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Names in a folder that look like one that is not there.
final class SimilarNames {
  private static final int MAX_LOOKED_AT = 5000;
  private static final int MAX_OFFERED = 3;

  private SimilarNames() {}

  private record Scored(String name, int distance) {}

  /// A sentence that offers them; empty when nothing is near.
  static String hint(Path missing) {
    Path parent = missing.getParent();
    Path leaf = missing.getFileName();
    if (parent == null || leaf == null) {
      return "";
    }
    String wanted = leaf.toString().toLowerCase(Locale.ROOT);
    var near = new ArrayList<Scored>();
    int looked = 0;
    try (DirectoryStream<Path> names = Files.newDirectoryStream(parent)) {
      for (Path each : names) {
        if (++looked > MAX_LOOKED_AT) {
          break;
        }
        String name = String.valueOf(each.getFileName());
        int distance = distance(wanted, name.toLowerCase(Locale.ROOT));
        if (distance <= Math.max(2, wanted.length() / 3)) {
          near.add(new Scored(name, distance));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return "The folder " + parent + " cannot be listed.";
    }
    List<String> best =
        near.stream()
            .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
            .limit(MAX_OFFERED)
            .map(Scored::name)
            .toList();
    return best.isEmpty() ? "" : "Similar: " + String.join(", ", best) + ".";
  }

  /// Edits that turn one into the other (Levenshtein).
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 8 || a.length() > 120) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int up = row[j];
        int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(row[j - 1], up) + 1);
        corner = up;
      }
    }
    return row[b.length()];
  }
}
