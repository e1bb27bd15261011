package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A call of a program that only reads, word by word: nothing in it is left unexplained.
///
/// @param options as they were given, by their name in the table
/// @param operands what is left, each with its kind
record SafeCall(SafeProgram program, List<Value> options, List<Value> operands) {
  SafeCall {
    options = List.copyOf(options);
    operands = List.copyOf(operands);
  }

  /// @param option the name of an option; empty for a word
  /// @param kind as in [SafeProgram]
  record Value(String option, char kind, String text) {}

  /// Reads the words after the program's name; empty when one of them is not in the table.
  static Optional<SafeCall> of(SafeProgram program, List<String> words) {
    return new Reader(program, words).read();
  }

  boolean has(String option) {
    return options.stream().anyMatch(each -> each.option().equals(option));
  }

  boolean hasAny(List<String> names) {
    return names.stream().anyMatch(this::has);
  }

  /// All texts of one kind, from options and words.
  List<String> texts(char kind) {
    List<String> all = new ArrayList<>();
    options.stream().filter(v -> v.kind() == kind).map(Value::text).forEach(all::add);
    operands.stream().filter(v -> v.kind() == kind).map(Value::text).forEach(all::add);
    return all;
  }

  List<String> values(String option) {
    return options.stream().filter(v -> v.option().equals(option)).map(Value::text).toList();
  }

  /// The words that name files, without those of options.
  List<String> paths() {
    return operands.stream().filter(v -> "FNR".indexOf(v.kind()) >= 0).map(Value::text).toList();
  }

  private static final class Reader {
    private final SafeProgram program;
    private final List<String> words;
    private final List<Value> options = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();
    private int at;

    Reader(SafeProgram program, List<String> words) {
      this.program = program;
      this.words = words;
    }

    Optional<SafeCall> read() {
      if (program.free()) {
        List<Value> all = words.stream().map(word -> new Value("", 'T', word)).toList();
        return Optional.of(new SafeCall(program, List.of(), all));
      }
      boolean open = true;
      while (at < words.size()) {
        String word = words.get(at++);
        boolean known = true;
        if (!open || !word.startsWith("-") || word.equals("-")) {
          rest.add(word);
        } else if (word.equals("--")) {
          open = false;
        } else if (word.startsWith("--")) {
          known = named(word);
        } else {
          known = letters(word);
        }
        if (!known) {
          return Optional.empty();
        }
      }
      return operands().map(all -> new SafeCall(program, options, all));
    }

    private boolean named(String word) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      Optional<String> kinds = Optional.ofNullable(program.options().get(name));
      if (kinds.isEmpty()) {
        return false;
      }
      boolean bare = kinds.get().isEmpty() || kinds.get().equals("!");
      if (equals >= 0) {
        options.add(
            new Value(name, bare ? ' ' : kinds.get().charAt(0), word.substring(equals + 1)));
        return !bare && kinds.get().length() == 1;
      }
      return taken(name, kinds.get());
    }

    /// Takes the values of an option from the words that follow.
    private boolean taken(String name, String kinds) {
      if (kinds.isEmpty() || kinds.equals("!") || kinds.equals("?")) {
        options.add(new Value(name, kinds.equals("!") ? '!' : ' ', ""));
        return true;
      }
      for (int i = 0; i < kinds.length(); i++) {
        if (at >= words.size()) {
          return false;
        }
        options.add(new Value(name, kinds.charAt(i), words.get(at++)));
      }
      return true;
    }

    private boolean letters(String word) {
      if (word.matches("-\\d+") && program.options().containsKey(SafeProgram.NUMBER)) {
        options.add(new Value(SafeProgram.NUMBER, 'T', word.substring(1)));
        return true;
      }
      for (int i = 1; i < word.length(); i++) {
        String name = "-" + word.charAt(i);
        Optional<String> kinds = Optional.ofNullable(program.options().get(name));
        if (kinds.isEmpty()) {
          return false;
        }
        if (kinds.get().isEmpty() || kinds.get().equals("!")) {
          options.add(new Value(name, kinds.get().isEmpty() ? ' ' : '!', ""));
        } else if (i + 1 < word.length() || kinds.get().equals("?")) {
          options.add(new Value(name, kinds.get().charAt(0), word.substring(i + 1)));
          return kinds.get().length() == 1;
        } else {
          return taken(name, kinds.get());
        }
      }
      return true;
    }

    /// Gives each word its kind; empty when there are too many.
    private Optional<List<Value>> operands() {
      boolean given = options.stream().anyMatch(v -> "PS!".indexOf(v.kind()) >= 0);
      boolean pattern = !program.words().isEmpty() && "PS".indexOf(program.words().charAt(0)) >= 0;
      if (pattern && !given && rest.isEmpty()) {
        return Optional.empty();
      }
      String kinds = pattern && given ? program.words().substring(1) : program.words();
      List<Value> all = new ArrayList<>();
      for (String word : rest) {
        int place = all.size();
        boolean room = place < kinds.length() || (program.repeats() && !kinds.isEmpty());
        if (!room) {
          return Optional.empty();
        }
        all.add(new Value("", kinds.charAt(Math.min(place, kinds.length() - 1)), word));
      }
      return Optional.of(all);
    }
  }
}
