package alpi.daemon.policy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we would run is what the shell would have run.
class ParserAgainstBashTest {
  private static final String[] PIECES = {
    "a",
    "b c",
    "'x y'",
    "\"p q\"",
    "\\ ",
    "\\$",
    "\\\\",
    "\\\"",
    "\\'",
    "\"\\$x\"",
    "\"\\n\"",
    "\"a\\\\b\"",
    "'\\'",
    "''",
    "\"\"",
    "$'\\t'",
    "$'a\\'b'",
    "$'\\x41\\u00e9'",
    "$'\\101'",
    "-n",
    "--x=y",
    "#",
    "a#b",
    "é",
    "=",
    "x=1",
    "{}",
    "{a}",
    "[",
    "]",
    "!",
    "~x",
    "a~",
    "@",
    "%",
    "^",
    "+",
    ",",
    ":",
    "/",
    ".",
    "..",
    "*",
    "?",
    "$",
    "$x",
    "${y}",
    "`",
    ";",
    "|",
    "&&",
    "||",
    "&",
    "(",
    ")",
    "<",
    ">",
    " ",
    "  ",
    "\t",
    "\\\n",
    "\n",
    "{a,b}",
    "if",
    "then",
    "}",
    "{",
    "$(echo 1)",
    "$((1))",
    "2>&1",
    "2",
    "[a]"
  };

  @TempDir Path dir;

  @BeforeEach
  void bashIsThere() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
  }

  @Test
  void plainWordsComeOutAsTheyDoInBash() throws Exception {
    var random = new Random(20260101);
    var script = new StringBuilder();
    List<List<String>> expected = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      var line = new StringBuilder("show");
      for (int j = 0; j < 1 + random.nextInt(6); j++) {
        line.append(random.nextInt(3) == 0 ? " " : "");
        line.append(PIECES[random.nextInt(PIECES.length)]);
      }
      single(line.toString())
          .ifPresent(argv -> {
            expected.add(argv);
            lines.add(line.toString());
            script.append(line).append("\n");
          });
    }
    assertTrue(expected.size() > 2000, "only " + expected.size() + " plain lines");
    String shown = bash("show() { printf '%s\\001' \"$@\"; printf '\\002'; }\n" + script);
    String[] results = shown.split("\002", -1);
    for (int i = 0; i < expected.size(); i++) {
      List<String> argv = expected.get(i).subList(1, expected.get(i).size());
      String want = argv.isEmpty() ? "\001" : String.join("\001", argv) + "\001";
      assertEquals(want, results[i], "line: " + lines.get(i));
    }
  }

  /// The arguments, when the line is one plain command without redirection.
  private static Optional<List<String>> single(String line) {
    if (CommandParser.parse(line) instanceof ParseResult.Parsed parsed) {
      return Planner.plain(parsed.root())
          .filter(p -> p.steps().size() == 1 && p.steps().getFirst().stages().size() == 1)
          .map(p -> p.steps().getFirst().stages().getFirst())
          .filter(s ->
              s.argv().getFirst().equals("show")
                  && s.output().isEmpty()
                  && s.input().isEmpty()
                  && s.errors() instanceof PlainPipeline.Errors.Apart)
          .map(PlainPipeline.Stage::argv);
    }
    return Optional.empty();
  }

  private String bash(String script) throws Exception {
    Path file = Files.writeString(dir.resolve("script"), script);
    var builder =
        new ProcessBuilder("/bin/bash", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.directory(dir.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return out;
  }

  @Test
  void whatBashRejectsWeReject() throws Exception {
    var random = new Random(20260102);
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      var line = new StringBuilder("a");
      for (int j = 0; j < 1 + random.nextInt(8); j++) {
        line.append(random.nextInt(3) == 0 ? " " : "");
        line.append(PIECES[random.nextInt(PIECES.length)]);
      }
      if (CommandParser.parse(line.toString()) instanceof ParseResult.Parsed) {
        accepted.add(line.toString());
      }
    }
    for (String line : accepted) {
      Path file = Files.writeString(dir.resolve("line"), line + "\n");
      Process process =
          new ProcessBuilder("/bin/bash", "-n", file.toString()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> line + "\n" + said);
    }
  }

  @Test
  void countsEveryCommand() {
    assertEquals(
        5,
        assertInstanceOf(
                ParseResult.Parsed.class, CommandParser.parse("a $(b) | c; { d; } 2>/dev/null"))
            .segments());
  }

  @Test
  void limitsHoldAtTheEdge() {
    String most = "a " + "b".repeat(CommandParser.MAX_BYTES - 2);
    assertInstanceOf(ParseResult.Parsed.class, CommandParser.parse(most));
    assertInstanceOf(ParseResult.TooComplex.class, CommandParser.parse(most + "b"));
    String chain = "a;".repeat(CommandParser.MAX_SEGMENTS);
    assertInstanceOf(ParseResult.Parsed.class, CommandParser.parse(chain));
    assertInstanceOf(ParseResult.TooComplex.class, CommandParser.parse(chain + "a"));
    for (String open : List.of("(", "$(", "{ ", "if ", "${x:-", "$((", "<(")) {
      ParseResult deep = CommandParser.parse(open.repeat(20_000 / open.length()));
      assertTrue(!(deep instanceof ParseResult.Parsed), open);
    }
    String nested = "( ".repeat(60) + "a" + ")".repeat(60);
    assertInstanceOf(ParseResult.Parsed.class, CommandParser.parse(nested));
    String deeper = "( ".repeat(65) + "a" + ")".repeat(65);
    assertTrue(!(CommandParser.parse(deeper) instanceof ParseResult.Parsed));
  }
}
