package alpi.daemon.policy.shell;

import java.util.List;

/// What a program that runs other programs would run.
///
/// @param commands argument lists
/// @param texts shell texts
/// @param positional what `$0`, `$1` … mean inside the texts
/// @param fed whether the input is appended to the last argument list
record Unwrapped(
    List<List<String>> commands, List<String> texts, List<String> positional, boolean fed) {
  Unwrapped {
    commands = List.copyOf(commands);
    texts = List.copyOf(texts);
    positional = List.copyOf(positional);
  }

  static final Unwrapped NOTHING = new Unwrapped(List.of(), List.of(), List.of(), false);

  static Unwrapped command(List<String> argv) {
    return argv.isEmpty() ? NOTHING : new Unwrapped(List.of(argv), List.of(), List.of(), false);
  }

  static Unwrapped text(String text) {
    return new Unwrapped(List.of(), List.of(text), List.of(), false);
  }

  static Unwrapped texts(List<String> texts) {
    return new Unwrapped(List.of(), texts, List.of(), false);
  }
}
