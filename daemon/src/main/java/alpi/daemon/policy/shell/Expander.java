package alpi.daemon.policy.shell;

import alpi.daemon.policy.shell.ShellNode.Simple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says what a word could become when the shell expands it: every value that can be told from the
/// text alone, and a mark where it cannot. Serves the search for harm, so it rather says too much.
final class Expander {
  /// Stands for text that only the running shell knows. No character of Unicode text.
  static final char UNKNOWN = '\uffff';

  private static final int MAX_VALUES = 16;

  private final Path home;
  private final Map<String, Set<String>> variables = new HashMap<>();

  /// Every character that could ever separate fields.
  private String separators = " \t\n";

  Expander(Path home) {
    this.home = home;
    put("HOME", home.toString());
    put("IFS", " ");
  }

  void put(String name, String value) {
    Set<String> values = variables.computeIfAbsent(name, _ -> new LinkedHashSet<>());
    if (values.size() < MAX_VALUES) {
      values.add(value);
    }
    if (name.equals("IFS")) {
      separators += value.replace(String.valueOf(UNKNOWN), "");
    }
  }

  void assign(String name, Word value) {
    for (String possible : texts(value)) {
      put(name, possible);
    }
  }

  /// All fields that `word` could turn into.
  List<String> fields(Word word) {
    Optional<String> fixed = word.fixed();
    if (fixed.isPresent()) {
      return List.of(fixed.get());
    }
    Set<String> fields = new LinkedHashSet<>();
    boolean splits = word.parts().stream().anyMatch(Expander::splits);
    boolean braces =
        word.parts().stream()
            .anyMatch(p -> p instanceof Word.Literal(String text) && text.contains("{"));
    for (String text : texts(word)) {
      for (String alternative : braces ? Braces.expand(text) : List.of(text)) {
        if (splits) {
          fields.addAll(fields(alternative));
        } else {
          fields.add(alternative);
        }
      }
    }
    return List.copyOf(fields);
  }

  private List<String> fields(String text) {
    List<String> fields = new ArrayList<>();
    var field = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      boolean ends = i == text.length() || separators.indexOf(text.charAt(i)) >= 0;
      if (!ends) {
        field.append(text.charAt(i));
      } else if (!field.isEmpty()) {
        fields.add(field.toString());
        field.setLength(0);
      }
    }
    return fields;
  }

  private static boolean splits(Word.Part part) {
    return switch (part) {
      case Word.Variable variable -> !variable.quoted() || "@".equals(variable.name());
      case Word.Command command -> !command.quoted();
      case Word.Quoted _, Word.Literal _, Word.Arithmetic _, Word.Piped _ -> false;
    };
  }

  /// All texts that `word` could turn into, before it is split.
  List<String> texts(Word word) {
    List<String> texts = List.of("");
    boolean first = true;
    for (Word.Part part : word.parts()) {
      List<String> next = values(part, first);
      if (next.size() == 1) {
        String only = next.getFirst();
        texts = texts.stream().map(t -> t + only).toList();
      } else {
        texts = product(texts, next);
      }
      first = false;
    }
    return texts;
  }

  private static List<String> product(List<String> left, List<String> right) {
    List<String> all = new ArrayList<>();
    for (String a : left) {
      for (String b : right) {
        if (all.size() < MAX_VALUES) {
          all.add(a + b);
        }
      }
    }
    return all;
  }

  private List<String> values(Word.Part part, boolean first) {
    return switch (part) {
      case Word.Quoted(String text) -> List.of(text);
      case Word.Literal(String text) -> List.of(first ? tilde(text) : text);
      case Word.Variable variable -> variable(variable);
      case Word.Command(ShellNode body, boolean _) -> echoed(body);
      case Word.Arithmetic _, Word.Piped _ -> List.of(String.valueOf(UNKNOWN));
    };
  }

  private String tilde(String text) {
    if (!text.startsWith("~")) {
      return text;
    }
    int slash = text.indexOf('/');
    String user = slash < 0 ? text.substring(1) : text.substring(1, slash);
    String rest = slash < 0 ? "" : text.substring(slash);
    return switch (user) {
      case "" -> home + rest;
      case "root" -> "/root" + rest;
      case "+", "-" -> UNKNOWN + rest;
      default -> "/home/" + user + rest;
    };
  }

  private List<String> variable(Word.Variable variable) {
    Set<String> values = new LinkedHashSet<>();
    Set<String> known = variables.getOrDefault(variable.name(), Set.of());
    boolean replaced = variable.operator().contains("+");
    if (variable.operator().equals("?unknown")) {
      values.add(String.valueOf(UNKNOWN));
    } else if (!replaced) {
      values.addAll(known);
    }
    if (variable.operator().matches(":?[-=+]") && variable.operand().isPresent()) {
      values.addAll(texts(variable.operand().get()));
    }
    if (values.isEmpty()) {
      values.add(String.valueOf(UNKNOWN));
    }
    return List.copyOf(values);
  }

  /// What `$(echo …)` prints, when it is fixed.
  private static List<String> echoed(ShellNode body) {
    if (body instanceof ShellNode.Sequence(List<ShellNode.Item> items)
        && items.size() == 1
        && items.getFirst().node() instanceof Simple simple
        && simple.redirects().isEmpty()
        && simple.words().size() > 1) {
      List<String> argv = new ArrayList<>();
      for (Word word : simple.words()) {
        word.fixed().ifPresent(argv::add);
      }
      boolean prints = argv.getFirst().equals("echo") || argv.getFirst().equals("printf");
      if (argv.size() == simple.words().size() && prints) {
        return List.of(String.join(" ", argv.subList(1, argv.size())));
      }
    }
    return List.of(String.valueOf(UNKNOWN));
  }
}
