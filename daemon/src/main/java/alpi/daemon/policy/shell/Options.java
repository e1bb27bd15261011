package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.List;

/// The arguments of a program by their look alone: which letters and long names stand in it as
/// options, and what is left.
record Options(String letters, List<String> longs, List<String> rest) {
  static Options of(List<String> argv) {
    var letters = new StringBuilder();
    List<String> longs = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    boolean open = true;
    for (String word : argv.subList(1, argv.size())) {
      if (open && word.equals("--")) {
        open = false;
      } else if (open && word.startsWith("--")) {
        longs.add(word.substring(2));
      } else if (open && word.startsWith("-") && word.length() > 1) {
        letters.append(word, 1, word.length());
      } else {
        rest.add(word);
      }
    }
    return new Options(letters.toString(), List.copyOf(longs), List.copyOf(rest));
  }

  boolean letter(String any) {
    return letters.chars().anyMatch(c -> any.indexOf(c) >= 0);
  }

  /// Whether `name` is given, also shortened or with a value.
  boolean named(String name) {
    for (String given : longs) {
      int equals = given.indexOf('=');
      String bare = equals < 0 ? given : given.substring(0, equals);
      if (!bare.isEmpty() && name.startsWith(bare)) {
        return true;
      }
    }
    return false;
  }
}
