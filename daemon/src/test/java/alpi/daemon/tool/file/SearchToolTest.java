package alpi.daemon.tool.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.daemon.base.Time;
import alpi.daemon.tool.Bench;
import alpi.daemon.tool.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchToolTest {
  @TempDir Path dir;
  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench(dir);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void findsLinesWithTheirPlace() {
    tree();
    assertEquals(EXPECTED, bench.says("search", "{\"pattern\":\"needle\"}"));
    assertEquals(
        "src/a.java:2: needle two\n",
        bench.says("search", "{\"pattern\":\"needle\",\"glob\":\"*.java\"}"));
    assertEquals(
        "src/a.java:2: needle two\n",
        bench.says("search", "{\"pattern\":\"needle\",\"path\":\"src\"}"));
  }

  /// Where ripgrep is installed it gives the very same answer; where not, our own walk gives it.
  @Test
  void answersTheSameWithRipGrep() {
    try (var quick = new Bench(dir.resolve("rg"), System.getenv("PATH"))) {
      Bench own = bench;
      bench = quick;
      tree();
      String found = bench.says("search", "{\"pattern\":\"needle\"}");
      assertEquals(EXPECTED, found);
      String lookbehind = bench.says("search", "{\"pattern\":\"(?<=needle )two\"}");
      assertTrue(lookbehind.startsWith("src/a.java:2: needle two\n"), lookbehind);
      bench = own;
    }
  }

  private static final String EXPECTED =
      """
      .hidden/h.txt:1: needle hidden
      keep.log:1: needle kept
      notes.txt:1: a needle here
      src/a.java:2: needle two
      [1 file is off limits and is not shown]
      """;

  private void tree() {
    bench.file("notes.txt", "a needle here\nnothing\n");
    bench.file("src/a.java", "one\r\nneedle two\r\n");
    bench.file(".hidden/h.txt", "needle hidden\n");
    bench.file(".env", "TOKEN=needle\n");
    bench.file("out/x.txt", "needle ignored\n");
    bench.file("b.log", "needle ignored\n");
    bench.file("keep.log", "needle kept\n");
    bench.file("sub/c.tmp", "needle ignored\n");
    bench.file(".gitignore", "/out/\n*.log\n!keep.log\n# c\n");
    bench.file("sub/.gitignore", "*.tmp\n");
    bench.file(".git/config", "needle\n");
    bench.file("node_modules/m/i.js", "needle\n");
    bench.file("bin", new byte[] {'n', 'e', 'e', 'd', 'l', 'e', 0, 1});
  }

  @Test
  void findsNames() {
    bench.file("src/Main.java", "x");
    bench.file("src/Other.txt", "x");
    assertEquals(
        "src/Main.java\n", bench.says("search", "{\"pattern\":\"Main\",\"names_only\":true}"));
    assertTrue(bench.says("search", "{\"pattern\":\"zzz\"}").startsWith("[no match"));
  }

  @Test
  void showsNoMoreThanItsLimit() {
    bench.file("many", "hit\n".repeat(SearchTool.MAX_HITS));
    assertFalse(bench.says("search", "{\"pattern\":\"hit\"}").contains("stopped"));
    bench.file("many", "hit\n".repeat(SearchTool.MAX_HITS + 1));
    String text = bench.says("search", "{\"pattern\":\"hit\"}");
    assertTrue(text.contains("[stopped: more than 200 hits"), text.substring(text.length() - 90));
  }

  @Test
  void anExpressionThatExplodesIsStopped() {
    bench.file("a", "a".repeat(4000) + "!\n");
    Outcome outcome =
        assertTimeoutPreemptively(
            SearchTool.MAX_TIME.plus(Duration.ofSeconds(10)),
            () -> bench.does("search", "{\"pattern\":\"(a|a)*(a|a)*(a|a)*b\"}"));
    assertTrue(outcome.message().text().contains("too complex"), outcome.message().text());
  }

  @Test
  void anExpressionThatTakesForeverIsStopped() {
    var seconds = new AtomicLong();
    Time ticking =
        new Time() {
          @Override
          public Instant now() {
            return Instant.EPOCH;
          }

          @Override
          public long nanos() {
            return seconds.incrementAndGet() * 1_000_000_000L;
          }
        };
    var slow = new TimedText("x".repeat(60), SearchTool.MAX_TIME.toNanos(), ticking);
    assertThrows(TimedText.OutOfTime.class, () -> Pattern.compile("(x+x+)+y").matcher(slow).find());
  }

  @Test
  void neverRunsInCircles() throws Exception {
    bench.file("d/x.txt", "needle\n");
    Files.createSymbolicLink(bench.workspace.resolve("d/loop"), bench.workspace.resolve("d"));
    Files.createSymbolicLink(bench.workspace.resolve("d/self"), Path.of("self"));
    assertEquals("d/x.txt:1: needle\n", bench.says("search", "{\"pattern\":\"needle\"}"));
  }

  @Test
  void saysWhatIsWrongWithAPattern() {
    assertTrue(bench.says("search", "{\"pattern\":\"(\"}").contains("not a regular expression"));
    assertFalse(bench.does("search", "{\"pattern\":\"\"}").ran());
    String longest = Json.text(Json.object().put("pattern", "x".repeat(1001)));
    assertFalse(bench.does("search", longest).ran());
    String fits = Json.text(Json.object().put("pattern", "x".repeat(1000)));
    assertTrue(bench.does("search", fits).ran());
  }
}
