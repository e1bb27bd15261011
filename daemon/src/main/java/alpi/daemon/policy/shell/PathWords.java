package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Finds the words of a command that could name files, in every form programs take them.
final class PathWords {
  /// Words this long name no file.
  private static final int MAX_CHARS = 4096;

  private static final Set<String> MESSAGES =
      Set.of("-m", "--message", "-am", "-e", "--regexp", "--grep", "-S", "-G");

  private PathWords() {}

  static List<String> of(String name, List<String> argv) {
    List<String> words = new ArrayList<>();
    boolean pattern =
        Dangers.PATTERN_FIRST.contains(name)
            && argv.stream()
                .noneMatch(w -> w.matches("-[a-zA-Z]*[ef]|--regexp.*|--file.*|--expression.*"));
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i);
      if (word.length() > MAX_CHARS || MESSAGES.contains(argv.get(i - 1))) {
        continue;
      }
      if (pattern && !word.startsWith("-")) {
        pattern = false;
        continue;
      }
      add(words, word);
    }
    return words;
  }

  private static void add(List<String> words, String word) {
    if (!word.startsWith("-")) {
      words.add(word);
    } else if (word.indexOf('/') > 1) {
      words.add(word.substring(word.indexOf('/')));
    } else if (word.length() > 2 && !word.startsWith("--")) {
      words.add(word.substring(2));
    }
    for (char mark : new char[] {'=', ':', '@', ','}) {
      int at = word.indexOf(mark);
      if (at >= 0 && at + 1 < word.length()) {
        words.add(word.substring(at + 1));
      }
      if (mark == ':' && at > 0) {
        words.add(word.substring(0, at));
      }
    }
  }
}
