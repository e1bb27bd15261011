package alpi.cli;

import alpi.cli.command.Call;
import alpi.cli.command.Noun;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.term.Out;
import alpi.cli.term.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/// `alpi help WORDS`: the commands whose help has the words, and what the manual says.
final class HelpSearch {
  private static final int MOST_COMMANDS = 6;
  private static final int MOST_SECTIONS = 3;
  private static final int NAME_WIDTH = 26;
  private static final Pattern BREAKS = Pattern.compile("[^\\p{L}\\p{N}]+");

  private static final Set<String> COMMON =
      Set.of(
          "a", "an", "and", "are", "can", "do", "does", "for", "how", "i", "in", "is", "it", "me",
          "my", "of", "on", "or", "the", "to", "what", "where", "with", "you");

  private HelpSearch() {}

  /// A command and how well it fits.
  private record Found(String command, String says, int score) {}

  static int run(Call call, String words) throws IOException {
    List<Found> commands = found(words);
    JsonObject params = new JsonObject().put("query", words).put("limit", MOST_SECTIONS);
    JsonArray sections = call.ask("host.manual.search", params).array("sections");
    if (call.isJson()) {
      json(call.out(), commands, sections);
    } else {
      print(call.out(), commands, sections);
    }
    if (commands.isEmpty() && sections.size() == 0) {
      throw new Refusal(
          1,
          "not_found",
          "Nothing in the manual has these words.",
          "alpi help lists all commands.");
    }
    return 0;
  }

  private static void json(Out out, List<Found> commands, JsonArray sections) {
    JsonArray found = new JsonArray();
    for (Found each : commands) {
      found.add(new JsonObject().put("command", each.command()).put("says", each.says()));
    }
    out.json(new JsonObject().put("commands", found).put("sections", sections));
  }

  private static void print(Out out, List<Found> commands, JsonArray sections) {
    for (Found each : commands) {
      StringBuilder line = new StringBuilder(each.command());
      line.repeat(' ', Math.max(1, NAME_WIDTH - line.length())).append(each.says());
      out.line(line.toString());
    }
    for (int i = 0; i < sections.size(); i++) {
      JsonObject section = sections.object(i);
      out.line("");
      out.line(section.text("path") + "  (" + section.text("pointer") + ")");
      out.line("");
      out.line(section.text("excerpt"));
    }
  }

  /// What is found of the commands alone.
  static List<String> commands(String words) {
    return found(words).stream().map(Found::command).toList();
  }

  /// The commands that have the most of the words, in the order of the overview where equal.
  private static List<Found> found(String words) {
    List<String> asked = new ArrayList<>();
    for (String word : BREAKS.split(words.toLowerCase(Locale.ROOT), -1)) {
      if (!word.isEmpty() && !COMMON.contains(word)) {
        asked.add(stem(word));
      }
    }
    List<Found> found = new ArrayList<>();
    for (String[] noun : Catalog.nouns()) {
      Noun command = Catalog.find(noun[0]);
      if (command != null) {
        add(found, asked, command.spec(), "alpi " + noun[0]);
      }
    }
    int needed = asked.size() > 1 ? 2 : 1;
    return found.stream()
        .filter(each -> each.score() >= needed)
        .sorted(Comparator.comparingInt(Found::score).reversed())
        .limit(MOST_COMMANDS)
        .toList();
  }

  private static void add(List<Found> found, List<String> asked, CommandSpec spec, String name) {
    String says = String.join(" ", spec.usageMessage().description());
    Set<String> own = words(name + " " + says);
    int score = 0;
    for (String word : asked) {
      score += own.contains(word) ? 1 : 0;
    }
    if (spec.subcommands().isEmpty() && score > 0) {
      found.add(new Found(name, says, score));
    }
    spec.subcommands()
        .forEach((verb, line) -> add(found, asked, line.getCommandSpec(), name + " " + verb));
  }

  private static Set<String> words(String text) {
    List<String> stems = new ArrayList<>();
    for (String word : BREAKS.split(text.toLowerCase(Locale.ROOT), -1)) {
      stems.add(stem(word));
    }
    return Set.copyOf(stems);
  }

  private static String stem(String word) {
    return word.length() > 3 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }
}
