package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.List;

/// Where a `find` begins to search.
final class FindRoots {
  private FindRoots() {}

  static List<String> of(List<String> arguments) {
    List<String> roots = new ArrayList<>();
    for (String word : arguments) {
      if (word.equals("-H") || word.equals("-L") || word.equals("-P") || word.startsWith("-O")) {
        continue;
      }
      if (word.startsWith("-") || word.equals("(") || word.equals("!")) {
        break;
      }
      roots.add(word);
    }
    return roots.isEmpty() ? List.of(".") : roots;
  }
}
