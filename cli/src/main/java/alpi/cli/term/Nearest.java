package alpi.cli.term;

/// The known word that a mistyped one most likely means.
public final class Nearest {
  private Nearest() {}

  /// As below, for the names in the first column.
  public static String hint(String typed, String[][] known) {
    String[] names = new String[known.length];
    for (int i = 0; i < known.length; i++) {
      names[i] = known[i][0];
    }
    return hint(typed, names);
  }

  /// "Did you mean ...?", or "" when nothing is near.
  public static String hint(String typed, String... known) {
    String best = "";
    int least = Math.max(2, typed.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(typed, name);
      if (name.length() > 2 && name.startsWith(typed) && typed.length() > 2) {
        distance = 1;
      }
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return best.isEmpty() ? "" : "Did you mean \"" + best + "\"?";
  }

  /// Edits between two words, a swap of neighbours counting as one.
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
