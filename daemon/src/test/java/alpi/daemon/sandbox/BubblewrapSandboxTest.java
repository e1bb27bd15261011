package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Eventually;
import alpi.daemon.config.SandboxConfig;
import alpi.daemon.policy.shell.CommandTiers;
import alpi.daemon.policy.shell.CommandVerdict;
import alpi.daemon.sandbox.Finished.End;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BubblewrapSandboxTest {
  @TempDir Path dir;
  private WallFixture wall;

  @BeforeEach
  void wall() {
    wall = new WallFixture(dir).orSkip();
  }

  private Finished judged(String line) throws Exception {
    CommandVerdict verdict =
        new CommandTiers(wall.sensitive, new BinaryLookup("/usr/bin:/bin"))
            .assess(line, wall.work, wall.userHome, wall.work);
    var execution =
        new Execution(
            verdict.plan().orElseThrow(() -> new AssertionError(verdict.reason())),
            wall.work,
            Map.of(),
            Duration.ofSeconds(60),
            Execution.DEFAULT_KEEP_BYTES,
            dir.resolve("spill"));
    return wall.sandbox.run(execution, new Cancel());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "echo hello ~ 0 ~ hello",
        "echo 'a  b' \"c d\" ~ 0 ~ a  b c d",
        "echo '*' '$HOME' ~ 0 ~ * $HOME",
        "printf 'b\\na\\n' | sort | head -n 1 ~ 0 ~ a",
        "false || echo no ~ 0 ~ no",
        "false && echo no ~ 1 ~ ''",
        "true && echo yes; echo also ~ 0 ~ yes\\nalso",
        "! false && echo turned ~ 0 ~ turned",
        "nosuchprogram ~ 127 ~ ''",
        "nosuchprogram | cat ~ 0 ~ ''",
        "cat < /dev/null ~ 0 ~ ''",
        "ls /nosuchfolder 2>/dev/null || echo none ~ 0 ~ none",
        "ls /nosuchfolder 2>&1 | wc -l ~ 0 ~ 1",
        "mkdir sub && cd sub && echo inside > c.txt && cat c.txt ~ 0 ~ inside",
        "echo one > a.txt && echo two >> a.txt && cat < a.txt ~ 0 ~ one\\ntwo",
        "echo $((1+2)) ~ 0 ~ 3",
        "for i in 1 2; do echo $i; done ~ 0 ~ 1\\n2",
        "exit 7 ~ 7 ~ ''",
        "yes | head -n 1 ~ 0 ~ y"
      })
  void runsWhatWasJudgedAsTheMachineWould(String line, int exit, String out) throws Exception {
    Finished finished = judged(line.strip());
    assertEquals(End.EXITED, finished.end());
    assertEquals(exit, finished.exit(), finished.err().text());
    assertEquals(out.strip().replace("\\n", "\n"), finished.out().text().strip());
    assertEquals(List.of(), finished.notes());
  }

  @Test
  void keepsItsOwnHomeAndTemporaryFilesForOneRun() throws Exception {
    assertEquals("x", wall.says("echo x > ~/f; echo x > /tmp/f; echo x > /dev/shm/f; cat ~/f"));
    assertEquals("", wall.says("cat ~/f /tmp/f /dev/shm/f 2>/dev/null"));
  }

  @Test
  void endsWhenItsTimeIsUp() throws Exception {
    Finished finished =
        wall.sandbox.run(wall.script("sleep 1000", Duration.ofMillis(300)), new Cancel());
    assertEquals(End.TIMED_OUT, finished.end());
  }

  @Test
  void worksInFoldersWithAnyName() throws Exception {
    Files.createDirectories(wall.work.resolve("ä ö/it's/.git/hooks"));
    wall.run("mkdir -p $'\\xff\\xfe/.git'; mkdir -p $'a\\nb'");
    Finished finished =
        wall.run("echo x > 'ä ö/it'\\''s/.git/hooks/x'; echo x > $'\\xff\\xfe/.mcp.json'; pwd");
    assertEquals(wall.work.toString(), finished.out().text().strip());
    assertTrue(Files.notExists(wall.work.resolve("ä ö/it's/.git/hooks/x")));
    assertEquals("0", wall.says("find . -name .mcp.json -size +0 | wc -l"));
  }

  @Test
  void startsWithLinksOfAllKindsInTheWorkspace() throws Exception {
    Files.createSymbolicLink(wall.work.resolve(".profile"), Path.of("nowhere"));
    Files.createSymbolicLink(wall.work.resolve(".vscode"), Path.of("/etc"));
    Files.createSymbolicLink(wall.work.resolve(".git"), Path.of(".git"));
    Files.createSymbolicLink(wall.work.resolve("bazel-out"), wall.userHome);
    Finished finished = wall.run("echo fine; ls bazel-out/ 2>&1 | grep -c diary");
    assertTrue(finished.out().text().startsWith("fine\n0"), finished.out().text());
  }

  @Test
  void letsARepositoryBeWorkedIn() throws Exception {
    wall.run("exit 0");
    if (new BinaryLookup("/usr/bin:/bin").locate("git", dir).isEmpty()) {
      return;
    }
    run(wall.work, "git", "init", "-q");
    run(wall.work, "git", "config", "user.email", "a@b");
    run(wall.work, "git", "config", "user.name", "a");
    Finished finished =
        wall.run("echo x > f && git add -A && git commit -qm one && git ls-files && git status -s");
    assertEquals("f", finished.out().text().strip(), finished.err().text());
    assertEquals(List.of(), finished.notes());
    assertTrue(wall.run("git config core.fsmonitor evil").exit() != 0);
    assertFalse(Files.readString(wall.work.resolve(".git/config")).contains("evil"));
  }

  private static void run(Path cwd, String... argv) throws Exception {
    var builder = new ProcessBuilder(argv).directory(cwd.toFile());
    builder.environment().put("HOME", cwd.toString());
    assertEquals(0, builder.start().waitFor());
  }

  @Test
  void readsWhatTheOwnerLetsBeReadBesides() throws Exception {
    Path tools = Files.createDirectories(dir.resolve("tools"));
    Files.writeString(tools.resolve("t"), "tool");
    assertEquals("", wall.says("cat " + tools + "/t 2>/dev/null"));
    var now = wall.settings;
    wall.settings = new SandboxConfig(now.mode(), List.of(tools.toString()), now.limits());
    assertEquals("tool", wall.says("cat " + tools + "/t; echo x > " + tools + "/t"));
    wall.settings = new SandboxConfig(now.mode(), List.of("/"), now.limits());
    assertEquals(ErrorCode.CONFIG_BROKEN, assertThrows(Problem.class, () -> wall.run(":")).code());
    wall.settings = new SandboxConfig(now.mode(), List.of(wall.dir + "/home"), now.limits());
    assertEquals(
        "diary.txt",
        wall.says(
            "ls -A "
                + wall.userHome
                + "/* "
                + wall.home.root()
                + "/.env 2>/dev/null | sed 's:.*/::'"));
  }

  @Test
  void refusesToFenceTheSystemOrOurHome() {
    for (Path folder : List.of(Path.of("/"), Path.of("/usr"), Path.of("/etc"), wall.home.root())) {
      var execution =
          new Execution(
              wall.script(":", Duration.ofSeconds(9)).plan(),
              folder,
              Map.of(),
              Duration.ofSeconds(9),
              64,
              dir.resolve("spill"));
      Problem problem =
          assertThrows(Problem.class, () -> wall.sandbox.run(execution, new Cancel()));
      assertEquals(ErrorCode.DENIED, problem.code(), folder.toString());
    }
  }

  @Test
  void hidesOurHomeWhereTheWorkspaceHoldsIt() throws Exception {
    var execution =
        new Execution(
            wall.script(
                    "cat .alpi/.env; ls -A .alpi; echo x > .alpi/x; cat diary.txt; echo ~",
                    Duration.ofSeconds(60))
                .plan(),
            wall.userHome,
            Map.of(),
            Duration.ofSeconds(60),
            4096,
            dir.resolve("spill"));
    Finished finished = wall.sandbox.run(execution, new Cancel());
    assertEquals(WallFixture.CANARY + "/tmp/home", finished.out().text().strip());
    assertEquals("KEY=" + WallFixture.CANARY, Files.readString(wall.home.root().resolve(".env")));
    assertTrue(Files.notExists(wall.home.root().resolve("x")));
  }

  @Test
  void diesWithTheDaemonEvenByTheKillThatCannotBeCaught() throws Exception {
    String mark = "sleep 45678." + ProcessHandle.current().pid();
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                DoomedWall.class.getName(),
                Files.createDirectories(dir.resolve("doomed")).toString(),
                "(setsid env -i " + mark + " &); echo x > began; " + mark)
            .redirectErrorStream(true)
            .start();
    Path began = dir.toRealPath().resolve("doomed/work/began");
    Eventually.until(() -> Files.exists(began) || !process.isAlive());
    assertTrue(Files.exists(began), () -> said(process));
    process.destroyForcibly().waitFor();
    Eventually.until(() ->
        ProcessHandle.allProcesses()
            .noneMatch(p -> p.info().commandLine().orElse("").contains(mark)));
  }

  private static String said(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void clearsUpAfterADaemonThatWasKilled() throws Exception {
    var parts = wall.parts();
    List<Path> taken = new Places().take(wall.work, false);
    assertTrue(Files.isDirectory(wall.work.resolve(".vscode")));
    Files.writeString(wall.work.resolve(".envrc"), "the owner's own");
    Kit kit = Kit.open(parts.kits(), "x1");
    kit.places(taken);
    kit.put("words", "left");
    wall.sandbox.sweep();
    assertTrue(Files.notExists(wall.work.resolve(".vscode")));
    assertTrue(Files.notExists(wall.work.resolve(".mcp.json")));
    assertEquals("the owner's own", Files.readString(wall.work.resolve(".envrc")));
    assertTrue(Files.notExists(parts.kits().resolve("x1")));
  }

  @Test
  void keepsPlacesAsLongAsAnyRunNeedsThem() throws Exception {
    var places = new Places();
    List<Path> first = places.take(wall.work, false);
    List<Path> second = places.take(wall.work, false);
    assertEquals(first, second);
    places.giveBack(first);
    assertTrue(Files.exists(wall.work.resolve(".mcp.json")));
    places.giveBack(second);
    assertTrue(Files.notExists(wall.work.resolve(".mcp.json")));
  }
}
