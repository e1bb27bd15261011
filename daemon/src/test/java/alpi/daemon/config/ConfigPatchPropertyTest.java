package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Rounds;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Random patches on random files that owners could have written: every comment survives, only the
/// target changes, and setting then unsetting leads back to the same values.
final class ConfigPatchPropertyTest {
  private static final long SEED = Long.getLong("seed", 20_260_102L);
  private static final ConfigFault FAULT = ConfigFault.ofFile("config.yaml", "/home/config.yaml");

  private static final List<List<String>> SETTINGS =
      List.of(
          List.of("model", "a/b", "\"c d\"", "''"),
          List.of("fallback_models", "[a/b]", "[]", "[\"c # d\", e/f]"),
          List.of("posture", "strict", "relaxed"),
          List.of("runtime.idle_timeout", "5s", "250ms"),
          List.of("runtime.max_retries", "0", "7"),
          List.of("tools.max_steps", "5", "77"),
          List.of("tools.deny", "[]", "[shell, 'web fetch']"),
          List.of("tools.shell.timeout", "1s", "2h"),
          List.of("tools.web_fetch.max_bytes", "1MiB", "512KiB"),
          List.of("budget.daily_usd", "2.50", "0"),
          List.of("chat.show_cost", "true", "false"),
          List.of("providers.work.base_url", "http://h:1/x", "\"https://h#x\""),
          List.of("providers.work.headers.X-A", "b", "'# no comment'"),
          List.of("prices.openai/gpt-4.1.input", "1.5", "3"));

  @Test
  void randomPatchesChangeOnlyTheirTarget() {
    for (int round = 0; round < Rounds.of(60, 5_000); round++) {
      Random random = new Random(SEED + round);
      String text = new FileMaker(random, SETTINGS).make();
      List<String> setting = SETTINGS.get(random.nextInt(SETTINGS.size()));
      String key = setting.getFirst();
      ConfigPatch.Op op =
          random.nextInt(3) == 0
              ? new ConfigPatch.Unset(random.nextBoolean() ? key : key.split("\\.", 2)[0])
              : new ConfigPatch.SetText(key, unquoted(pick(random, setting)));
      String about = "seed " + (SEED + round) + " " + op + "\n" + text;

      Patched patched = assertApplies(op, text, about);

      for (Change change : patched.changes()) {
        assertTrue(change.key().startsWith(scope(op.key())), about + change);
      }
      assertEquals(comments(text), comments(patched.after().text()), about);
      if (op instanceof ConfigPatch.SetText) {
        assertEquals(
            patched.after().text(),
            assertApplies(op, patched.after().text(), about).after().text(),
            about);
      } else {
        assertTrue(
            ConfigDiff.fromDefaults(patched.after().config()).stream()
                .noneMatch(change -> change.key().startsWith(op.key() + ".")),
            about);
      }
    }
  }

  /// A setting, or for one of the owner's own entries that entry: its other keys come with it.
  private static String scope(String key) {
    boolean own = key.startsWith("providers.") || key.startsWith("prices.");
    return own
        ? key.substring(0, key.lastIndexOf(key.contains("headers") ? ".headers" : "."))
        : key;
  }

  private static Patched assertApplies(ConfigPatch.Op op, String text, String about) {
    try {
      return ConfigPatch.of(op).apply(text, FAULT);
    } catch (RuntimeException e) {
      throw new AssertionError(about, e);
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") || value.startsWith("'")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static String pick(Random random, List<String> setting) {
    return setting.get(1 + random.nextInt(setting.size() - 1));
  }

  private static List<String> comments(String text) {
    return YamlComments.of(text, YamlReader.read(text, FAULT)).sorted();
  }

  @Test
  void aPatchAndItsOppositeLeadBackToTheSameValues() {
    for (int round = 0; round < 100; round++) {
      Random random = new Random(SEED - round);
      String text = new FileMaker(random, SETTINGS).make();
      ProfileConfig before = ConfigFile.parse(text, FAULT).config();
      List<String> setting = SETTINGS.get(random.nextInt(SETTINGS.size()));
      String key = setting.getFirst();
      Optional<JsonNode> old = ConfigDiff.value(before, key);
      String about = "seed " + (SEED - round) + " " + key + "\n" + text;

      ConfigPatch.Op there = new ConfigPatch.SetText(key, unquoted(pick(random, setting)));
      String changed = assertApplies(there, text, about).after().text();
      ConfigPatch.Op back =
          old.<ConfigPatch.Op>map(value -> new ConfigPatch.Set(key, value))
              .orElseGet(() -> new ConfigPatch.Unset(key));
      ProfileConfig after = assertApplies(back, changed, about).after().config();

      if (old.isPresent()) {
        assertEquals(before, after, about);
      } else {
        assertTrue(ConfigDiff.value(after, key).filter(it -> !it.isNumber()).isEmpty(), about);
      }
    }
  }
}
