package alpi.daemon.context;

import alpi.daemon.base.Cut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Condenses without a model: keeps the lines that say most, as they are. A line says the more the
/// rarer its words are in the text, and numbers and names count double.
public final class Extractive implements Condenser {
  private static final Pattern TURN = Pattern.compile("\\s*\\[[^\\[\\]]{1,400}\\]\\s*$");

  @Override
  public String condense(Condensed.Level level, String source, long tokens) {
    List<String> lines = source.lines().map(String::strip).filter(Extractive::says).toList();
    Map<String, Integer> frequency = new HashMap<>();
    List<Set<String>> terms = new ArrayList<>();
    for (String line : lines) {
      Set<String> words = Terms.of(TURN.matcher(line).replaceAll(""));
      terms.add(words);
      words.forEach(word -> frequency.merge(word, 1, Integer::sum));
    }
    List<Integer> order = new ArrayList<>();
    Map<Integer, Double> worth = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      order.add(i);
      worth.put(i, worth(terms.get(i), frequency, lines.size()));
    }
    order.sort(Comparator.comparingDouble((Integer i) -> worth.get(i)).reversed());
    return kept(lines, order, lineChars(level), tokens);
  }

  /// Characters that are kept of one line.
  private static int lineChars(Condensed.Level level) {
    return switch (level) {
      case EXTRACT -> 240;
      case ABSTRACT -> 160;
      case OUTLINE -> 90;
    };
  }

  private static boolean says(String line) {
    return !TURN.matcher(line).replaceAll("").isBlank();
  }

  private static double worth(Set<String> words, Map<String, Integer> frequency, int lines) {
    double sum = 0;
    for (String word : words) {
      double rare = Math.log(1 + lines / (double) frequency.getOrDefault(word, 1));
      sum += word.chars().anyMatch(Character::isDigit) ? 2 * rare : rare;
    }
    return words.isEmpty() ? 0 : sum / Math.sqrt(words.size() + 4.0);
  }

  /// The best lines in the order they stand in.
  private static String kept(List<String> lines, List<Integer> order, int chars, long tokens) {
    Set<Integer> chosen = new HashSet<>();
    Map<Integer, String> shortened = new HashMap<>();
    long left = tokens;
    for (int i : order) {
      String line = shortened(lines.get(i), chars);
      long cost = Tokens.of(line) + 1;
      if (cost <= left) {
        chosen.add(i);
        shortened.put(i, line);
        left -= cost;
      }
    }
    return String.join("\n", chosen.stream().sorted().map(shortened::get).toList());
  }

  private static String shortened(String line, int chars) {
    var turn = TURN.matcher(line);
    String tail = turn.find() ? " " + turn.group().strip() : "";
    String words = tail.isEmpty() ? line : line.substring(0, turn.start());
    return Cut.brief(words, chars) + tail;
  }
}
