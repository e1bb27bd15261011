package alpi.cli;

import alpi.cli.command.Noun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The words behind `alpi chat`, brought into the order that the parser takes.
final class ChatLine {
  private static final String ONCE = "--once";
  private static final String ATTACHED = ONCE + "=";

  private ChatLine() {}

  /// What stands behind `--once` is the text for the model even when it begins with a dash, unless
  /// it is an option: then the text stands elsewhere.
  static String[] ordered(Noun chat, String... typed) {
    List<String> words = new ArrayList<>(List.of(typed));
    int at = words.indexOf(ONCE);
    for (int i = 0; at < 0 && i < words.size(); i++) {
      if (words.get(i).startsWith(ATTACHED)) {
        String text = words.get(i).substring(ATTACHED.length());
        words.set(i, ONCE);
        words.add(i + 1, text);
        at = i;
      }
    }
    if (at < 0 || at + 1 >= words.size() || words.contains("--")) {
      return words.toArray(new String[0]);
    }
    Set<String> options = chat.spec().optionsMap().keySet();
    String next = words.get(at + 1);
    int equals = next.indexOf('=');
    if (next.startsWith("-") && !options.contains(equals < 0 ? next : next.substring(0, equals))) {
      words.remove(at + 1);
      words.add("--");
      words.add(next);
    }
    return words.toArray(new String[0]);
  }
}
