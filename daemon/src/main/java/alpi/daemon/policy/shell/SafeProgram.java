package alpi.daemon.policy.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that only reads, and everything that may be said to it. An option that is not listed,
/// or is shortened, makes a call of it something to ask about.
///
/// A table of them is written as text. A line that begins at the margin holds a name and the kinds
/// of its words; indented lines hold its options. `-abc` are three letters, `-n=T` and `--lines=T`
/// take a value, `-#` stands for a number with a dash. The kinds:
///
/// | Kind | Meaning |
/// |---|---|
/// | `T` | text that names no file |
/// | `?` | text that may be there, joined to the option |
/// | `F` | a file whose content is read |
/// | `N` | a file of which only name and attributes are seen |
/// | `R` | a revision or path of a git repository |
/// | `P`, `S` | a pattern, or a script in a language; as an option it replaces the first word |
/// | `!` | no value, but no pattern follows among the words |
///
/// The last kind of the words may repeat when `*` follows it.
///
/// @param words the kinds of its words, in order
/// @param repeats whether the last of them may come any number of times
/// @param free whether any word at all is text for it
/// @param options by name with dashes; the value holds the kinds of what follows
record SafeProgram(
    String name, String words, boolean repeats, boolean free, Map<String, String> options) {
  /// The option that is a number.
  static final String NUMBER = "-#";

  private static final Pattern OPTION =
      Pattern.compile("(-#|-[A-Za-z0-9.]+|--[A-Za-z0-9-]+)(!|=[TFNPRS?]+)?");

  SafeProgram {
    options = Map.copyOf(options);
  }

  /// Reads a table.
  static Map<String, SafeProgram> table(String text) {
    Map<String, SafeProgram> all = new HashMap<>();
    List<String> lines = new ArrayList<>();
    List<String> written = text.lines().filter(line -> !line.isBlank()).toList();
    for (int i = 0; i < written.size(); i++) {
      lines.add(written.get(i));
      boolean last = i + 1 == written.size() || !written.get(i + 1).startsWith(" ");
      if (last) {
        SafeProgram program = of(lines);
        all.put(program.name(), program);
        lines.clear();
      }
    }
    return Map.copyOf(all);
  }

  private static SafeProgram of(List<String> lines) {
    String head = lines.getFirst();
    int gap = head.lastIndexOf(' ');
    String words = head.substring(gap + 1);
    Map<String, String> options = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      for (String token : line.strip().split(" +", -1)) {
        option(token, options);
      }
    }
    boolean repeats = words.endsWith("*");
    String kinds = words.replace("*", "").replace("-", "");
    return new SafeProgram(head.substring(0, gap), kinds, repeats, words.equals("any"), options);
  }

  private static void option(String token, Map<String, String> into) {
    Matcher matcher = OPTION.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalStateException("no option: " + token);
    }
    String name = matcher.group(1);
    String kinds = matcher.group(2) == null ? "" : matcher.group(2).replace("=", "");
    boolean letters = !name.startsWith("--") && !name.equals(NUMBER);
    if (letters) {
      name.chars().skip(1).forEach(c -> into.put("-" + (char) c, kinds));
    } else {
      into.put(name, kinds);
    }
  }
}
