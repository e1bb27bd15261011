package alpi.daemon.config;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {
  @TempDir Path dir;

  @Test
  void anAbsentFileMeansTheDefaults() {
    LoadedConfig loaded = ConfigFile.load(dir.resolve("config.yaml"));

    assertEquals(ProfileConfig.defaults(), loaded.config());
    assertEquals("", loaded.text());
    assertTrue(loaded.warnings().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"''", "'# only a comment\n'", "'---\n'", "'~'", "'tools:\n'", "'{}'", "'model:\n'"})
  void aFileThatSaysNothingMeansTheDefaults(String text) throws IOException {
    assertEquals(ProfileConfig.defaults(), load(text).config());
  }

  @Test
  void readsEveryKindOfValue() throws IOException {
    ProfileConfig config =
        load("""
        # my setup
        model: openai/gpt-5-mini
        fallback_models: [ollama/qwen3, "groq/llama"]
        posture: strict
        providers:
          work:
            wire: openai-chat
            base_url: https://llm.example.com/v1
            key: WORK_KEY
            models:
              - big
              - small
            headers: {X-Team: blue}
        runtime: { idle_timeout: 250ms, max_retries: 0 }
        tools:
          max_steps: 7
          web_fetch: {max_bytes: 512KiB}
          web_search:
            engine: searxng
            url: http://127.0.0.1:8888
        budget:
          daily_usd: 2.50
        prices:
          openai/gpt-4.1: {input: 2, output: 8.00, cached: 0.5}
        chat: {show_reasoning: true}
        daemon: {log_level: debug}
        """)
            .config();

    assertEquals("openai/gpt-5-mini", config.model());
    assertEquals(List.of("ollama/qwen3", "groq/llama"), config.fallbackModels());
    assertEquals(Posture.STRICT, config.posture());
    ProfileConfig.Provider work = requireNonNull(config.providers().get("work"));
    assertEquals(Optional.of(Wire.OPENAI_CHAT), work.wire());
    assertEquals(Optional.of("WORK_KEY"), work.key());
    assertEquals(List.of("big", "small"), work.models());
    assertEquals("blue", work.headers().get("X-Team"));
    assertEquals(Duration.ofMillis(250), config.runtime().idleTimeout());
    assertEquals(Duration.ofSeconds(10), config.runtime().connectTimeout());
    assertEquals(0, config.runtime().maxRetries());
    assertEquals(7, config.tools().maxSteps());
    assertEquals(new ByteSize(512 << 10), config.tools().webFetch().maxBytes());
    assertEquals(Optional.of(SearchEngine.SEARXNG), config.tools().webSearch().engine());
    assertEquals(Optional.of(new BigDecimal("2.5")), config.budget().dailyUsd());
    assertEquals(Optional.empty(), config.budget().turnUsd());
    assertEquals(
        new BigDecimal("8"), requireNonNull(config.prices().get("openai/gpt-4.1")).output());
    assertTrue(config.chat().showReasoning());
    assertTrue(config.chat().showCost());
    assertEquals(LogLevel.DEBUG, config.daemon().logLevel());
  }

  @Test
  void warnsOfAnUnknownKeyWithTheNearestName() throws IOException {
    List<Warning> warnings = load("model: a/b\ntools:\n  max_stepps: 5\n  zebra: 1\n").warnings();

    assertEquals(
        List.of(
            "config.yaml:3:3: unknown key \"tools.max_stepps\"; did you mean tools.max_steps?",
            "config.yaml:4:3: unknown key \"tools.zebra\"; it is ignored."),
        warnings.stream().map(Warning::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tools:\n\tmax_steps: 5' | 2:1 | a tab stands where only spaces may",
        "'model: [a]' | 1:8 | model must be text",
        "'model: 5' | 1:8 | model must be text",
        "'model: true' | 1:8 | model must be text",
        "'tools: 5' | 1:8 | tools must be a group of keys",
        "'- a' | 1:1 | the file must be a group of keys",
        "'just words' | 1:1 | the file must be a group of keys",
        "'providers:\n  x:\n    headers:\n      a b: c' | 4:7 | headers",
        "'providers:\n  x:\n    headers:\n      a: caf\u00e9' | 4:10 | must be a header's value",
        "'tools:\n  max_steps: many' | 2:14 | must be a whole number from 1 to 1000",
        "'tools:\n  max_steps: 0' | 2:14 | must be a whole number from 1 to 1000",
        "'tools:\n  max_steps: 1001' | 2:14 | must be a whole number from 1 to 1000",
        "'tools:\n  max_steps: \"5\"' | 2:14 | must be a whole number from 1 to 1000",
        "'tools: {max_steps: 99999999999999999999}' | 1:20 | must be a whole number",
        "'tools: {shell: {timeout: 10}}' | 1:26 | must be a duration",
        "'tools: {shell: {timeout: 9ms}}' | 1:26 | must be a duration",
        "'blobs: {quota: 1GB}' | 1:16 | must be a size",
        "'blobs: {quota: 1023KiB}' | 1:16 | must be a size",
        "'budget: {daily_usd: -1}' | 1:21 | must be an amount",
        "'budget: {daily_usd: 1e3}' | 1:21 | must be an amount",
        "'posture: lax' | 1:10 | one of relaxed, standard, strict",
        "'chat: {show_cost: yes}' | 1:19 | must be true or false",
        "'fallback_models: a/b' | 1:18 | must be a list",
        "'providers: {X Y: {}}' | 1:13 | cannot be a name",
        "'providers: {x: {base_url: ftp://h}}' | 1:27 | an address that starts with",
        "'model: a/b\nmodel: c/d' | 2:1 | stands here twice",
        "'model: !!str a' | 1:8 | tags (!) are not used",
        "'model: *x' | 1:8 | alias",
        "'? [a]\n: b' | 1:3 | a key must be plain text",
        "'model: a\n---\nmodel: b' | 2:1 | a second document",
        "'model: \"abc' | 1:12 | this is not valid YAML",
        "'a: b: c' | 1:5 | this is not valid YAML"
      })
  void namesTheLineAndColumnOfAFault(String text, String at, String what) {
    Problem problem = assertThrows(Problem.class, () -> load(text));

    assertEquals(ErrorCode.CONFIG_BROKEN, problem.code());
    assertTrue(problem.sentence().startsWith("config.yaml:" + at + ": "), problem.sentence());
    assertTrue(problem.sentence().contains(what), problem.sentence());
    assertTrue(problem.hint().orElseThrow().contains("config.yaml"));
  }

  @Test
  void neverRepeatsAKeyThatWasPutWhereItsNameBelongs() {
    String text = "providers:\n  x:\n    key: sk-very-secret\n";

    Problem problem = assertThrows(Problem.class, () -> load(text));

    assertTrue(problem.sentence().contains("3:10"), problem.sentence());
    assertTrue(!(problem.sentence() + problem.hint()).contains("sk-very"), problem.sentence());
  }

  @Test
  void allowsSixteenLevelsAndNotOneMore() throws IOException {
    load("x: " + "[".repeat(15) + "]".repeat(15));
    Problem problem =
        assertThrows(Problem.class, () -> load("x: " + "[".repeat(16) + "]".repeat(16)));

    assertTrue(problem.sentence().contains("levels deep"), problem.sentence());
    assertThrows(Problem.class, () -> load("[".repeat(200_000)));
    assertThrows(Problem.class, () -> load("- ".repeat(100_000)));
  }

  @Test
  void allowsSixteenAliasesAndNotOneMore() throws IOException {
    load("fallback_models: [&a x/y" + ", *a".repeat(16) + "]");
    assertThrows(Problem.class, () -> load("fallback_models: [&a x/y" + ", *a".repeat(17) + "]"));
    assertThrows(Problem.class, () -> load("tools: &a {shell: *a}"));
  }

  @Test
  void allows256KibibytesAndNotOneMore() throws IOException {
    load("#" + "x".repeat(ConfigFile.MAX_BYTES - 1));
    Problem problem =
        assertThrows(Problem.class, () -> load("#" + "x".repeat(ConfigFile.MAX_BYTES)));

    assertTrue(problem.sentence().contains("larger than 256 KiB"));
  }

  @Test
  void allowsAThousandElementsAndNotOneMore() throws IOException {
    load("tools: {deny: [" + "a, ".repeat(1000) + "]}");
    assertThrows(Problem.class, () -> load("tools: {deny: [" + "a, ".repeat(1001) + "]}"));
  }

  @Test
  void refusesBinaryAndOtherEncodings() throws IOException {
    Path file = dir.resolve("config.yaml");
    Files.write(file, new byte[] {'a', ':', '\n', 0, 1});
    assertSentence("config.yaml:2:1: this is binary", file);
    Files.write(file, "model: \"é\"".getBytes(StandardCharsets.ISO_8859_1));
    assertSentence("not UTF-8", file);
    Files.write(file, "model: \"\u0007\"".getBytes(StandardCharsets.UTF_8));
    assertSentence("not text that YAML can hold", file);
  }

  @Test
  void readsPastAByteOrderMarkAndThroughWindowsLineEnds() throws IOException {
    assertEquals("a/b", load("\uFEFFmodel: a/b\r\nposture: strict\r\n").config().model());
  }

  @Test
  void followsASymbolicLinkButOpensNoDirectoryAndNoPipe() throws IOException {
    Path real = dir.resolve("dotfiles.yaml");
    Files.writeString(real, "model: a/b\n");
    Path link = Files.createSymbolicLink(dir.resolve("config.yaml"), real);
    assertEquals("a/b", ConfigFile.load(link).config().model());

    Files.delete(real);
    assertSentence("not a regular file", link);
    Files.createDirectory(real);
    assertSentence("not a regular file", link);
    assertSentence("not a regular file", Path.of("/dev/zero"));
  }

  @Test
  void saysWhatToDoAboutAnUnreadableFile() throws IOException {
    Path file = Files.writeString(dir.resolve("config.yaml"), "model: a/b\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "the superuser reads everything");

    assertSentence("you may not read this file", file);
  }

  @Test
  void theHashSpeaksOfMeaningNotOfText() throws IOException {
    assertEquals(load("model: a/b").hash(), load("# hi\nmodel: 'a/b'\ntools:\n").hash());
    assertNotEquals(load("model: a/b").hash(), load("model: a/c").hash());
  }

  private void assertSentence(String part, Path file) {
    Problem problem = assertThrows(Problem.class, () -> ConfigFile.load(file));
    assertTrue(problem.sentence().contains(part), problem.sentence());
    assertEquals(ErrorCode.CONFIG_BROKEN, problem.code());
  }

  private LoadedConfig load(String text) throws IOException {
    return ConfigFile.load(Files.writeString(dir.resolve("config.yaml"), text));
  }
}
