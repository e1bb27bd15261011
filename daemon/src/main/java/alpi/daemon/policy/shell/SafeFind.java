package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What may be said to `find` so that it only looks: its tests and the actions that print. Whatever
/// else it knows removes, writes, runs, or takes its folders from a file.
final class SafeFind {
  /// Tests, operators and actions, with how many words each takes.
  private static final Map<String, Integer> KNOWN = known();

  private SafeFind() {}

  private static Map<String, Integer> known() {
    Map<String, Integer> all = new HashMap<>();
    for (String word :
        """
        ( ) ! , -not -a -and -o -or -daystart -follow -nowarn -warn -depth -d -mount -xdev -noleaf
        -ignore_readdir_race -noignore_readdir_race -empty -false -true -nouser -nogroup -readable
        -writable -executable -print -print0 -ls -prune -quit
        """
            .strip()
            .split("\\s+", -1)) {
      all.put(word, 0);
    }
    for (String word :
        """
        -regextype -maxdepth -mindepth -amin -anewer -atime -cmin -cnewer -context -ctime -fstype
        -gid -group -ilname -iname -inum -iwholename -iregex -links -lname -mmin -mtime -name
        -newer -path -ipath -perm -regex -wholename -size -type -uid -used -user -xtype -printf
        -samefile -newermt -newerat -newerct -newermm
        """
            .strip()
            .split("\\s+", -1)) {
      all.put(word, 1);
    }
    return Map.copyOf(all);
  }

  /// Everything that is known, for tests.
  static Map<String, Integer> words() {
    return KNOWN;
  }

  /// The folders that are looked through; empty when something is said that is not known.
  static Optional<List<String>> roots(List<String> words) {
    int at = 0;
    while (at < words.size() && words.get(at).matches("-[HLP]|-O[0-3]")) {
      at++;
    }
    List<String> roots = new ArrayList<>();
    while (at < words.size() && !words.get(at).startsWith("-") && !operator(words.get(at))) {
      roots.add(words.get(at++));
    }
    while (at < words.size()) {
      Optional<Integer> taken = Optional.ofNullable(KNOWN.get(words.get(at)));
      if (taken.isEmpty() || at + taken.get() >= words.size()) {
        return Optional.empty();
      }
      at += 1 + taken.get();
    }
    return Optional.of(roots.isEmpty() ? List.of(".") : roots);
  }

  private static boolean operator(String word) {
    return word.equals("(") || word.equals(")") || word.equals("!") || word.equals(",");
  }
}
