package alpi.daemon.policy.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Wrappers that add nothing of their own, in the spellings that can be read one way only: with
/// them a command stays what it is.
final class Transparent {
  private static final Map<String, Pattern> OPTIONS =
      Map.of(
          "timeout", Pattern.compile("-[ks][^ ]+|-v"),
          "nice", Pattern.compile("-n-?\\d+|-\\d+"),
          "stdbuf", Pattern.compile("-[ioe][0L]"),
          "env", Pattern.compile("-i"));

  private Transparent() {}

  static boolean passes(String name, List<String> argv) {
    Optional<Pattern> known = Optional.ofNullable(OPTIONS.get(name));
    if (known.isEmpty() || argv.getFirst().contains("/")) {
      return false;
    }
    for (String word : argv.subList(1, argv.size())) {
      if (!word.startsWith("-")) {
        return !word.contains("=");
      }
      if (!known.get().matcher(word).matches()) {
        return false;
      }
    }
    return false;
  }
}
