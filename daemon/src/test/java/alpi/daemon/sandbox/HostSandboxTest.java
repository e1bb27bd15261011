package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Eventually;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.SessionId;
import alpi.daemon.base.Time;
import alpi.daemon.policy.SensitivePaths;
import alpi.daemon.policy.shell.CommandPlan;
import alpi.daemon.policy.shell.CommandTiers;
import alpi.daemon.policy.shell.CommandVerdict;
import alpi.daemon.sandbox.Finished.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSandboxTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path dir;
  private Path work = Path.of("/");
  private SensitivePaths sensitive =
      new SensitivePaths(new Home(Path.of("/nowhere")), ProfileName.DEFAULT);
  private HostSandbox sandbox = sandbox();

  private HostSandbox sandbox() {
    var ours =
        Map.of(
            "PATH", "/usr/local/bin:/usr/bin:/bin",
            "HOME", "/home/ana",
            "SECRET_CANARY", "canary-value",
            "LC_ALL", "C.UTF-8");
    return new HostSandbox(
        ours,
        sensitive,
        new Children(Natives.load()),
        Time.system(),
        new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom")));
  }

  @BeforeEach
  void folders() throws Exception {
    work = Files.createDirectories(dir.resolve("work")).toRealPath();
    sensitive = new SensitivePaths(new Home(dir.resolve("alpi")), ProfileName.DEFAULT);
    sandbox = sandbox();
  }

  private CommandVerdict judge(String line) {
    return new CommandTiers(sensitive, sandbox.programs())
        .assess(line, work, dir.resolve("home"), work);
  }

  private Execution execution(String line, Duration timeout) {
    CommandVerdict verdict = judge(line);
    return new Execution(
        verdict.plan().orElseThrow(() -> new AssertionError(verdict.reason())),
        work,
        Map.of(),
        timeout,
        Execution.DEFAULT_KEEP_BYTES,
        dir.resolve("spill"));
  }

  private Finished run(String line) throws Exception {
    return sandbox.run(execution(line, LONG), new Cancel());
  }

  private Finished script(String text, Duration timeout, Cancel cancel) throws Exception {
    return sandbox.run(
        new Execution(
            new CommandPlan.Script(text, false),
            work,
            Map.of(),
            timeout,
            1 << 16,
            dir.resolve("spill")),
        cancel);
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
        "echo $((1+2)) ~ 0 ~ 3",
        "for i in 1 2; do echo $i; done ~ 0 ~ 1\\n2",
        "exit 7 ~ 7 ~ ''",
        "yes | head -n 1 ~ 0 ~ y"
      })
  void runsWhatWasJudged(String line, int exit, String out) throws Exception {
    Finished finished = run(line.strip());
    assertEquals(End.EXITED, finished.end());
    assertEquals(exit, finished.exit(), finished.err().text());
    assertEquals(out.strip().replace("\\n", "\n"), finished.out().text().strip());
  }

  @Test
  void redirectsThroughOurOwnHands() throws Exception {
    run("echo one > a.txt && echo two >> a.txt && cat < a.txt > b.txt");
    assertEquals("one\ntwo\n", Files.readString(work.resolve("b.txt")));
    run("mkdir sub && cd sub && echo inside > c.txt");
    assertEquals("inside\n", Files.readString(work.resolve("sub/c.txt")));
  }

  @Test
  void refusesARedirectionSwappedForALinkAfterItWasJudged() throws Exception {
    Execution judged = execution("echo x > out.txt", LONG);
    Path secret = Files.writeString(dir.resolve(".env"), "KEY=1");
    Files.createSymbolicLink(work.resolve("out.txt"), secret);
    Problem problem = assertThrows(Problem.class, () -> sandbox.run(judged, new Cancel()));
    assertEquals(ErrorCode.DENIED, problem.code());
    assertEquals("KEY=1", Files.readString(secret));
  }

  @Test
  void refusesOutputIntoAPipe() throws Exception {
    run("mkfifo pipe");
    assertThrows(Problem.class, () -> run("echo x > pipe"));
    assertThrows(Problem.class, () -> run("cat < pipe"));
  }

  @Test
  void handsOnNoSecretOfTheEnvironment() throws Exception {
    Finished finished = run("env");
    assertFalse(finished.out().text().contains("canary"), finished.out().text());
    assertTrue(finished.out().text().contains("LC_ALL=C.UTF-8"));
    assertTrue(finished.out().text().contains("PWD=" + work));
    assertTrue(finished.out().text().contains("HOME=/home/ana"));
  }

  @Test
  void hasNoInput() throws Exception {
    assertEquals("", run("cat").out().text());
  }

  @Test
  void keepsStartAndEndOfAGibibyteAndBoundsTheRest() throws Exception {
    Finished finished = run("head -c 1073741824 /dev/zero");
    assertEquals(1L << 30, finished.out().bytes());
    assertTrue(finished.out().text().length() < 80_000);
    assertTrue(finished.out().text().contains("bytes left out"));
    assertEquals(Capture.MAX_SPILL_BYTES, Files.size(finished.out().file().orElseThrow()));
  }

  @Test
  void spillHoldsAllOfIt() throws Exception {
    Finished finished = run("seq 1 50000");
    String all = Files.readString(finished.out().file().orElseThrow());
    assertEquals(finished.out().bytes(), all.length());
    assertTrue(all.startsWith("1\n2\n") && all.endsWith("49999\n50000\n"));
    assertTrue(finished.out().text().endsWith("49999\n50000\n"));
    assertEquals(Optional.empty(), run("seq 1 10").out().file());
  }

  @Test
  void endsWhatTakesTooLong() throws Exception {
    Finished finished = sandbox.run(execution("sleep 1000", Duration.ofMillis(200)), new Cancel());
    assertEquals(End.TIMED_OUT, finished.end());
    assertEquals(128 + 15, finished.exit());
  }

  @Test
  void endsWhatIgnoresTheFriendlySignal() throws Exception {
    Finished finished =
        script("trap '' TERM; while :; do sleep 0.05; done", Duration.ofMillis(300), new Cancel());
    assertEquals(End.TIMED_OUT, finished.end());
    assertEquals(128 + 9, finished.exit());
  }

  @Test
  void stopsWhenAsked() throws Exception {
    var cancel = new Cancel();
    var finished = new AtomicReference<Optional<Finished>>(Optional.empty());
    Thread runner =
        Thread.ofVirtual()
            .start(() -> {
              try {
                finished.set(Optional.of(script("echo up > up; sleep 1000", LONG, cancel)));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    Eventually.until(() -> Files.exists(work.resolve("up")));
    cancel.fire();
    runner.join();
    assertEquals(End.CANCELLED, finished.get().orElseThrow().end());
  }

  @Test
  void leavesNoOrphanBehindEvenOneThatForkedTwice() throws Exception {
    Finished finished =
        script(
            "(setsid sh -c 'echo $$ > orphan; exec sleep 1000' &) ; (sleep 1000 &);"
                + " while [ ! -s orphan ]; do sleep 0.01; done",
            LONG,
            new Cancel());
    assertEquals(End.EXITED, finished.end());
    long orphan = Long.parseLong(Files.readString(work.resolve("orphan")).strip());
    Eventually.until(() -> ProcStat.of(orphan).map(ProcStat::dead).orElse(true));
  }

  @Test
  void knowsItsDescendants() throws Exception {
    var descendants = new Descendants();
    assertEquals(Descendants.Kinship.SELF, descendants.kinship(ProcessHandle.current().pid()));
    assertEquals(
        Descendants.Kinship.OUTSIDER,
        descendants.kinship(ProcessHandle.current().parent().orElseThrow().pid()));
    assertEquals(Descendants.Kinship.UNKNOWN, descendants.kinship(4_000_000_000L));
    var cancel = new Cancel();
    Thread runner =
        Thread.ofVirtual()
            .start(() -> {
              try {
                script(
                    "(setsid sh -c 'echo $$ > o.tmp; mv o.tmp orphan; exec sleep 1000' &);"
                        + " sleep 1000",
                    LONG,
                    cancel);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    Eventually.until(() -> Files.exists(work.resolve("orphan")));
    long orphan = Long.parseLong(Files.readString(work.resolve("orphan")).strip());
    assertEquals(Descendants.Kinship.DESCENDANT, descendants.kinship(orphan));
    cancel.fire();
    runner.join();
  }

  @Test
  void identifiesTheProgramThatWouldRun() throws Exception {
    Path tool = Files.writeString(work.resolve("tool"), "#!/bin/sh\necho 1\n");
    assertEquals(Optional.empty(), sandbox.programs().identify("./tool", work));
    assertTrue(tool.toFile().setExecutable(true));
    var before = sandbox.programs().identify("./tool", work).orElseThrow();
    Files.writeString(tool, "#!/bin/sh\necho 2\n");
    var after = sandbox.programs().identify("./tool", work).orElseThrow();
    assertFalse(before.equals(after));
    assertTrue(sandbox.programs().find("sh", work).orElseThrow().isAbsolute());
  }

  @Test
  void backgroundCommandsAreSeenAndStopped() throws Exception {
    try (var jobs =
        new BackgroundJobs(
            dir.resolve("bg"),
            new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom")),
            Time.system())) {
      var session = new SessionId("s" + "0".repeat(17));
      var other = new SessionId("s" + "1".repeat(17));
      String id = jobs.start(sandbox, execution("echo started; sleep 1000", LONG), session);
      Eventually.until(() -> jobs.status(id, session).tail().contains("started"));
      assertEquals("running", jobs.status(id, session).state());
      assertEquals(1, jobs.list(session).size());
      assertEquals(0, jobs.list(other).size());
      assertThrows(Problem.class, () -> jobs.stop(id, other));
      assertEquals("cancelled", jobs.stop(id, session).state());
      String quick = jobs.start(sandbox, execution("exit 3", LONG), session);
      Eventually.until(() -> jobs.status(quick, session).state().equals("exited"));
      assertEquals(3, jobs.status(quick, session).exit().orElseThrow());
    }
  }

  @Test
  @Timeout(30)
  void aProgramIsNotLeftWaitingForAReaderThatDidNotStart() throws Exception {
    Finished finished = run("yes | nosuchprogram");
    assertEquals(End.EXITED, finished.end());
    assertEquals(127, finished.exit());
    assertEquals(End.EXITED, run("yes | nosuchprogram > out.txt 2> err.txt").end());
  }

  @Test
  void endsWhatLeftItsSessionAndItsEnvironment() throws Exception {
    Finished finished =
        script(
            "env -i setsid sh -c 'echo $$ > o.tmp; mv o.tmp stray; exec sleep 1000' "
                + ">/dev/null 2>&1 & while [ ! -s stray ]; do sleep 0.01; done",
            LONG,
            new Cancel());
    assertEquals(End.EXITED, finished.end());
    long stray = Long.parseLong(Files.readString(work.resolve("stray")).strip());
    Eventually.until(() -> ProcStat.of(stray).isEmpty());
  }

  @Test
  void collectsTheDeadThatNobodyElseCollects() throws Exception {
    script(
        "env -i setsid sh -c '(echo $$ > o.tmp; mv o.tmp dead) &' >/dev/null 2>&1;"
            + " while [ ! -s dead ]; do sleep 0.01; done; sleep 0.1",
        LONG,
        new Cancel());
    long self = ProcessHandle.current().pid();
    Eventually.until(
        () -> ProcStat.all().stream().noneMatch(stat -> stat.dead() && stat.parent() == self));
  }

  @Test
  void leavesAloneWhatMayBelongToARunThatStillGoesOn() throws Exception {
    var cancel = new Cancel();
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              try {
                script(
                    "env -i setsid sh -c 'echo $$ > o.tmp; mv o.tmp theirs; exec sleep 1000' "
                        + ">/dev/null 2>&1 & sleep 1000",
                    LONG,
                    cancel);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    Eventually.until(() -> Files.exists(work.resolve("theirs")));
    long theirs = Long.parseLong(Files.readString(work.resolve("theirs")).strip());
    assertEquals(End.EXITED, run("echo done").end());
    assertFalse(ProcStat.of(theirs).orElseThrow().dead());
    cancel.fire();
    other.join();
    Eventually.until(() -> ProcStat.of(theirs).isEmpty());
  }
}
