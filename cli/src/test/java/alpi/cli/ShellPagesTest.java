package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ShellPagesTest {
  private static final String FISH = "share/fish/vendor_completions.d/alpi.fish";

  @Test
  void namesEveryNounInEveryPage() {
    Map<String, String> pages = ShellPages.all();
    assertEquals(4, pages.size());
    for (Map.Entry<String, String> page : pages.entrySet()) {
      for (String[] noun : Catalog.nouns()) {
        assertTrue(page.getValue().contains(noun[0]), page.getKey() + " lacks " + noun[0]);
      }
    }
  }

  @Test
  void offersJsonHelpAndProfileOnEveryCommand() {
    for (CommandLine noun : ShellPages.tree().subcommands().values()) {
      if (noun.getSubcommands().isEmpty()) {
        check(noun);
      }
      noun.getSubcommands().values().forEach(ShellPagesTest::check);
    }
  }

  @Test
  void hasADescriptionForEveryOption() {
    for (CommandLine noun : ShellPages.tree().subcommands().values()) {
      for (OptionSpec option : noun.getCommandSpec().options()) {
        assertFalse(String.join("", option.description()).isBlank(), option.longestName());
      }
    }
  }

  @Test
  void completesTheOptionsOfAVerbOnlyBehindIt() {
    String fish = Objects.requireNonNull(ShellPages.all().get(FISH));
    String behind = "'__fish_seen_subcommand_from blob; and __fish_seen_subcommand_from get'";
    assertTrue(fish.contains("-n " + behind + " -l output -r -F"), fish);
    assertFalse(fish.contains("-n '__fish_seen_subcommand_from blob' -l output"), fish);
  }

  @Test
  void letsNobodyAnswerApprovalsInAdvance() {
    assertFalse(
        Objects.requireNonNull(Catalog.find("chat")).spec().optionsMap().containsKey("--yes"));
  }

  private static void check(CommandLine command) {
    for (String option : new String[] {"--json", "--help", "--profile"}) {
      assertTrue(
          command.getCommandSpec().optionsMap().containsKey(option),
          command.getCommandName() + " lacks " + option);
    }
  }
}
