package alpi.daemon.policy.shell;

import java.util.List;

/// Whether an interpreter takes its program from its input.
final class InputProgram {
  private InputProgram() {}

  static boolean runs(List<String> argv) {
    List<String> rest = argv.subList(1, argv.size());
    for (String word : rest) {
      if (word.equals("-") || word.matches("/dev/stdin|/dev/fd/0|/proc/self/fd/0|-[a-z]*s")) {
        return true;
      }
      if (word.matches("-[a-zA-Z]*[cem]|--eval.*|--command.*") || !word.startsWith("-")) {
        return false;
      }
    }
    return true;
  }
}
