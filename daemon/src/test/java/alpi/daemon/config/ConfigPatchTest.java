package alpi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigPatchTest {
  private static final ConfigFault FAULT = ConfigFault.ofFile("config.yaml", "/home/config.yaml");

  @Test
  void changesOneValueAndNothingElse() {
    String text =
        """
        # my setup
        model: 'a/b'   # the cheap one

        tools:         # limits
          max_steps: 5
          # never these
          deny: ["x", y]
        """;

    assertEquals(
        text.replace("'a/b'", "openai/gpt-5-mini"), set(text, "model", "openai/gpt-5-mini"));
    assertEquals(text.replace("5", "12"), set(text, "tools.max_steps", "12"));
    assertEquals(text.replace("[\"x\", y]", "[z]"), set(text, "tools.deny", "[z]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^|model|a/b|model: a/b~",
        "# hi|model|a/b|# hi~model: a/b~",
        "model: a/b|posture|strict|model: a/b~posture: strict~",
        "model:|model|a/b|model: a/b",
        "model: # which~|model|a/b|model: a/b # which~",
        "tools:~|tools.max_steps|5|tools:~  max_steps: 5~",
        "tools: # t~# x~chat:~|tools.shell.timeout|5s|"
            + "tools: # t~  shell:~    timeout: 5s~# x~chat:~",
        "tools: ~~chat: {}~|chat.show_cost|false|tools: ~~chat: {show_cost: false}~",
        "chat: {}~|tools.max_steps|5|chat: {}~tools:~  max_steps: 5~",
        "{model: a/b}|posture|strict|{model: a/b, posture: strict}",
        "{model: a/b}|tools.shell.timeout|5s|{model: a/b, tools: {shell: {timeout: 5s}}}",
        "{}|model|a/b|{model: a/b}",
        "tools: null~|tools.max_steps|5|tools: {max_steps: 5}~",
        "tools:~    max_steps: 5 # c~~# end~|tools.max_parallel|2|"
            + "tools:~    max_steps: 5 # c~    max_parallel: 2~~# end~",
        "tools:~  deny:~  # a~  - x # b~  - y~  max_steps: 5~|tools.deny|[z]|"
            + "tools:~  deny: [z]~  # a~  # b~  max_steps: 5~",
        "tools:~  deny: [x, # b~    y]~  max_steps: 5~|tools.deny|[z]|"
            + "tools:~  deny: [z]~  # b~  max_steps: 5~",
        "model: >- # m~  a/b~posture: strict~|model|c/d|model: c/d~# m~posture: strict~",
        "workspace: /é😀/x # 😀~model: a/b~|model|c/d|workspace: /é😀/x # 😀~model: c/d~",
        "prices:~  openai/gpt-4.1:~    input: 2~|prices.openai/gpt-4.1.output|8.5|"
            + "prices:~  openai/gpt-4.1:~    input: 2~    output: 8.5~",
        "---~model: a/b~|model|c/d|---~model: c/d~",
        "model: a/b|model|yes|model: \"yes\"",
        "model: a/b|model|5|model: \"5\"",
        "model: a/b|model|a: b # c|model: \"a: b # c\""
      })
  void setsWhereverAValueCanStand(String text, String key, String value, String expected) {
    assertEquals(expected.replace('~', '\n'), set(text.replace('~', '\n'), key, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "model: a/b~|model|^^",
        "model: a/b # why~posture: strict~|model|# why~posture: strict~",
        "tools:~  max_steps: 5~chat: {}~|tools.max_steps|tools:~chat: {}~",
        "tools:~  # a~  max_steps: 5~  # b~chat: {}~|tools|^  # a~  # b~chat: {}~^",
        "{model: a/b, posture: strict}|model|{posture: strict}",
        "{model: a/b, posture: strict}|posture|{model: a/b}",
        "{model: a/b}|model|{}",
        "{model: a/b,~ # p~ posture: strict}|posture|{model: a/b~ # p~ }",
        "tools:~  max_stepps: 5~|tools.max_stepps|tools:~",
        "posture: strict~|model|posture: strict~",
        "providers:~  x:~    key: A~|providers.x.key|providers:~  x:~"
      })
  void unsetsAndKeepsEveryComment(String text, String key, String expected) {
    assertEquals(
        expected.replace('~', '\n'),
        apply(text.replace('~', '\n'), new ConfigPatch.Unset(key)).after().text());
  }

  @Test
  void replacesAndRemovesTextInBlockStyle() {
    String text = "model: |-  # m\n  a/b\n\n\nposture: strict\n";

    assertEquals("model: c/d\n# m\nposture: strict\n", set(text, "model", "c/d"));
    assertEquals(
        "# m\nposture: strict\n", apply(text, new ConfigPatch.Unset("model")).after().text());
  }

  @Test
  void keepsWindowsLineEndsAndTheByteOrderMark() {
    String text = "\uFEFFmodel: a/b # x\r\ntools:\r\n  max_steps: 5\r\n";

    assertEquals("\uFEFFmodel: c/d # x\r\ntools:\r\n  max_steps: 5\r\n", set(text, "model", "c/d"));
    assertEquals(text + "  max_parallel: 2\r\n", set(text, "tools.max_parallel", "2"));
  }

  @Test
  void takesJsonValues() {
    Patched patched =
        apply(
            "",
            new ConfigPatch.Set(
                "providers.work",
                Json.parse(
                    "{\"wire\":\"openai-chat\",\"base_url\":\"http://h:1/v1\",\"models\":[]}")),
            new ConfigPatch.Set("budget.daily_usd", Json.parse("2.50")),
            new ConfigPatch.Set("fallback_models", Json.parse("[\"a/b\",\"5\"]")));

    assertEquals(
        """
        providers:
          work: {wire: openai-chat, base_url: http://h:1/v1, models: []}
        budget:
          daily_usd: 2.5
        fallback_models: [a/b, "5"]
        """,
        patched.after().text());
    assertEquals(List.of("a/b", "5"), patched.after().config().fallbackModels());
  }

  @Test
  void tellsLinesAndValuesThatWouldChange() {
    Patched patched = apply("model: a/b\n", new ConfigPatch.SetText("tools.max_steps", "5"));

    assertEquals(List.of("@@ -1,0 +2,2 @@", "+tools:", "+  max_steps: 5"), patched.diff());
    assertEquals(1, patched.changes().size());
    Change change = patched.changes().getFirst();
    assertEquals("tools.max_steps", change.key());
    assertEquals("40", change.before().orElseThrow().toString());
    assertEquals("5", change.after().orElseThrow().toString());
    assertTrue(patched.changed());
    assertFalse(apply("model: a/b\n", new ConfigPatch.SetText("model", "a/b")).changed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools.max_stepps | 5 | There is no setting \"tools.max_stepps\".",
        "tools.max_steps | 0 | tools.max_steps must be a whole number from 1 to 1000.",
        "tools.max_steps.x | 0 | There is no setting \"tools.max_steps.x\".",
        "tools | 5 | tools must be a group of keys.",
        "tools | {max_step: 5} | tools: unknown key \"tools.max_step\"; did you mean",
        "fallback_models | a | fallback_models must be a list.",
        "fallback_models | [a | fallback_models: this is not valid YAML",
        "posture | lax | posture must be one of relaxed, standard, strict.",
        "providers.x.key | sk-123 | providers.x.key must be the name of a secret in .env",
        "a..b | 5 | That is not the name of a setting."
      })
  void refusesAWrongKeyOrValueByName(String key, String value, String sentence) {
    Problem problem = assertThrows(Problem.class, () -> set("", key, value));

    assertEquals(ErrorCode.INVALID_PARAMS, problem.code());
    assertTrue(problem.sentence().startsWith(sentence), problem.sentence());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'x: &a {max_steps: 5}\ntools: *a\n' | tools.max_steps",
        "'model: &a a/b\nworkspace: *a\n' | model",
        "'? tools\n: {max_steps: 5}\n' | tools.max_parallel.",
        "'model: a/b\n...\n' | posture"
      })
  void refusesWhatCannotBeChangedSafely(String text, String key) {
    if (key.endsWith(".")) {
      String unset = "tools";
      assertEquals(
          ErrorCode.CONFLICT,
          assertThrows(Problem.class, () -> apply(text, new ConfigPatch.Unset(unset))).code());
      return;
    }
    String value = key.equals("posture") ? "strict" : key.equals("model") ? "c/d" : "7";
    if (key.equals("posture")) {
      assertEquals("model: a/b\nposture: strict\n...\n", set(text, key, value));
      return;
    }
    assertEquals(
        ErrorCode.CONFLICT, assertThrows(Problem.class, () -> set(text, key, value)).code());
  }

  @Test
  void refusesToTouchABrokenFile() {
    assertEquals(
        ErrorCode.CONFIG_BROKEN,
        assertThrows(Problem.class, () -> set("model: [\n", "posture", "strict")).code());
  }

  @Test
  void takesAHundredSettingsAtOnceAndNotOneMore() {
    ConfigPatch.Op op = new ConfigPatch.Unset("model");
    new ConfigPatch(Collections.nCopies(100, op)).apply("", FAULT);
    assertThrows(Problem.class, () -> new ConfigPatch(Collections.nCopies(101, op)));
    assertThrows(Problem.class, () -> new ConfigPatch(List.of()));
  }

  private static String set(String text, String key, String value) {
    return apply(text, new ConfigPatch.SetText(key, value)).after().text();
  }

  private static Patched apply(String text, ConfigPatch.Op... ops) {
    return ConfigPatch.of(ops).apply(text, FAULT);
  }
}
