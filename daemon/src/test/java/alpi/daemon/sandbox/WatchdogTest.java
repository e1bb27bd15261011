package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.daemon.base.Eventually;
import alpi.daemon.base.Home;
import alpi.daemon.base.Ids;
import alpi.daemon.base.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Against real processes: a second JVM that runs commands and is killed with SIGKILL.
@EnabledOnOs(OS.LINUX)
@Timeout(90)
class WatchdogTest {
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path dir;
  private final List<Process> started = new ArrayList<>();
  private final List<ProcStat> strays = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
    Natives natives = Natives.load().orElseThrow();
    strays.stream().filter(WatchdogTest::lives).forEach(s -> natives.signal(s.pid(), Natives.KILL));
  }

  private Process doomed(String script) throws IOException {
    Path log = dir.resolve("doomed.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                dir.resolve("home").toString(),
                dir.toString(),
                script)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    return process;
  }

  /// The processes whose numbers the script has written down.
  private List<ProcStat> children(Process of, int count) throws Exception {
    Path pids = dir.resolve("pids");
    Eventually.until(() -> {
      assertTrue(of.isAlive(), () -> "it ended: " + log());
      return Files.exists(pids) && Files.readAllLines(pids).size() >= count;
    });
    for (String pid : Files.readAllLines(pids)) {
      strays.add(ProcStat.of(Long.parseLong(pid.strip())).orElseThrow());
    }
    return List.copyOf(strays);
  }

  private String log() {
    try {
      return Files.readString(dir.resolve("doomed.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// Whether the very process lives, and not another one of its number.
  private static boolean lives(ProcStat was) {
    return ProcStat.of(was.pid())
        .filter(now -> now.start() == was.start() && !now.dead())
        .isPresent();
  }

  @Test
  void nothingOutlivesADaemonThatIsKilled() throws Exception {
    Process daemon =
        doomed(
            """
            sleep 1000 & echo $! >> pids
            env -i sleep 1000 & echo $! >> pids
            setsid sleep 1000 & echo $! >> pids
            (trap '' HUP INT TERM; sleep 1000 & echo $! >> pids; wait) &
            wait
            """);
    List<ProcStat> all = children(daemon, 4);
    assertEquals(4, all.stream().filter(WatchdogTest::lives).count());
    daemon.destroyForcibly().waitFor();
    Eventually.until(() -> all.stream().noneMatch(WatchdogTest::lives));
  }

  @Test
  void aSessionItWasNotToldOfInTimeIsKnownByItsLeader() throws Exception {
    var ids = new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom"));
    var watchdog = new Watchdog(new Home(dir.resolve("home")), ids);
    watchdog.ready(new BinaryLookup(PATH), PATH);
    Path pids = dir.resolve("pids");
    String script = "env -i sleep 1000 & echo $! >> " + pids + "; echo $$ >> " + pids + "; wait";
    var builder = new ProcessBuilder("setsid", "sh", "-c", script);
    builder.environment().put(Watchdog.MARK, watchdog.mark());
    Process leader = builder.start();
    started.add(leader);
    List<ProcStat> all = children(leader, 2);
    watchdog.close();
    Eventually.until(() -> all.stream().noneMatch(WatchdogTest::lives));
  }

  @Test
  void theNextDaemonEndsWhatAnEarlierOneLeftAndNothingElse() throws Exception {
    var home = new Home(dir.resolve("home"));
    Process left = sleeping(mark(home));
    Process foreign = sleeping(mark(new Home(dir.resolve("other"))));
    Process plain = sleeping("");
    var ids = new Ids(Time.system(), RandomGenerator.of("L64X128MixRandom"));
    assertEquals(1, new Watchdog(home, ids).endLeftovers(Natives.load().orElseThrow()));
    assertTrue(left.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertTrue(foreign.isAlive());
    assertTrue(plain.isAlive());
  }

  private static String mark(Home home) {
    byte[] root = home.root().toString().getBytes(StandardCharsets.UTF_8);
    return Sha256.of(root).hex() + "-earlier";
  }

  private Process sleeping(String mark) throws IOException {
    var builder = new ProcessBuilder("sleep", "1000");
    builder.environment().put(Watchdog.MARK, mark);
    Process process = builder.start();
    started.add(process);
    return process;
  }
}
