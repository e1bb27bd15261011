package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.command.Noun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class HelpSearchTest {
  private static final Pattern COMMAND = Pattern.compile("`alpi ([^`]+)`");
  private static final Pattern BLANK = Pattern.compile("\\s+");

  @Test
  void findsCommandsByWhatTheirHelpSays() {
    assertTrue(HelpSearch.commands("how do I pin the key of a peer").contains("alpi peers add"));
    assertTrue(HelpSearch.commands("undo run").contains("alpi runs undo"));
    assertTrue(HelpSearch.commands("forget memory").contains("alpi memory forget"));
    assertEquals(List.of(), HelpSearch.commands("zeppelin marmalade"));
    assertEquals(List.of(), HelpSearch.commands("?! \" -- the"));
    assertTrue(HelpSearch.commands("x ".repeat(100_000)).size() <= 6);
  }

  @Test
  void everyCommandOfThePageOfAnswersExists() throws IOException {
    List<String> wrong = new ArrayList<>();
    Matcher matcher = COMMAND.matcher(Files.readString(Path.of("../docs/HOWTO.md")));
    int seen = 0;
    while (matcher.find()) {
      seen++;
      String[] words = BLANK.split(matcher.group(1), -1);
      boolean option =
          words[0].startsWith("-") || words[0].equals(words[0].toUpperCase(Locale.ROOT));
      if (!option && !words[0].equals("help") && !exists(words)) {
        wrong.add(matcher.group());
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(seen > 60, "commands: " + seen);
  }

  private static boolean exists(String... words) {
    Noun noun = Catalog.find(words[0]);
    if (noun == null) {
      return false;
    }
    CommandSpec spec = noun.spec();
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      if (i == 1 && spec.subcommands().containsKey(word)) {
        spec = spec.subcommands().get(word).getCommandSpec();
      } else if (word.startsWith("-") && !spec.optionsMap().containsKey(word)) {
        return false;
      }
    }
    return spec.subcommands().isEmpty() || words.length == 1 || !words[1].matches("[a-z]+");
  }
}
