package alpi.daemon.policy.shell;

import java.util.List;

/// Matches path patterns, one name at a time. A set in brackets matches any one character: this
/// serves the search for harm.
final class Globs {
  private Globs() {}

  static boolean pattern(String word) {
    boolean set = word.indexOf('[') >= 0 && word.indexOf(']') > word.indexOf('[');
    return set || word.indexOf('*') >= 0 || word.indexOf('?') >= 0;
  }

  static boolean match(List<String> patterns, List<String> names) {
    if (patterns.size() != names.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!match(patterns.get(i), names.get(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean match(String pattern, String name) {
    String simple = pattern.replaceAll("\\[[^\\]]+\\]", "?");
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      char c = p < simple.length() ? simple.charAt(p) : 0;
      if (c == '*') {
        star = p++;
        mark = n;
      } else if (c == '?' || c == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < simple.length() && simple.charAt(p) == '*') {
      p++;
    }
    return p == simple.length();
  }
}
