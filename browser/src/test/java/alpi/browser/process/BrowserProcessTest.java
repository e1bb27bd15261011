package alpi.browser.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.browser.contract.Strays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is spoken to over a port ends with whoever started it; a wall keeps it from files.
class BrowserProcessTest {
  private @TempDir Path dir;

  @Test
  void endsWithTheProgramThatStartedItThoughNoPipeHoldsIt() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("running", java.inputReader().readLine());
    List<ProcessHandle> running = sleepers();
    java.destroyForcibly();
    assertTrue(java.waitFor(30, TimeUnit.SECONDS));
    assertFalse(running.isEmpty());
    for (ProcessHandle each : running) {
      each.onExit().get(30, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), Strays.left(dir));
  }

  @Test
  void endsWhereOnlyTheShellInFrontOfItWasEnded() throws Exception {
    BrowserProcess process = BrowserProcess.onPort(List.of("/bin/sleep", "600"), dir, mark());
    List<ProcessHandle> running = sleepers();
    ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    assertTrue(process.ended(30_000));
    process.kill();
    for (ProcessHandle each : running) {
      each.onExit().get(30, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), Strays.left(dir));
  }

  @Test
  void endsWhenWhatItRunsEnds() throws Exception {
    BrowserProcess process = BrowserProcess.onPort(List.of("/bin/true"), dir, mark());
    assertTrue(process.ended(30_000));
    assertEquals(List.of(), Strays.left(dir));
  }

  @Test
  void aWallHidesAllFilesButItsOwn() throws Exception {
    Path home = Files.createDirectory(dir.resolve("home"));
    Path secret = Files.writeString(dir.resolve("secret"), "mine");
    List<String> look =
        List.of("/bin/sh", "-c", "touch here; [ -e '" + secret + "' ] && touch seen");
    List<String> walled;
    try {
      walled = Jail.around(look, home);
    } catch (alpi.browser.EngineFault e) {
      System.err.println("BrowserProcessTest is SKIPPED in part: " + e.getMessage());
      Assumptions.abort(e.getMessage());
      return;
    }
    BrowserProcess process = BrowserProcess.onPort(walled, home, Map.of());
    assertTrue(process.ended(30_000));
    boolean stands = Files.exists(home.resolve("here"));
    Assumptions.assumeTrue(stands, () -> "no wall is to be had: " + process.complaints());
    assertFalse(Files.exists(home.resolve("seen")));
  }

  private Map<String, String> mark() {
    return Map.of("MARK", dir + "/");
  }

  private List<ProcessHandle> sleepers() {
    return Strays.of(dir).stream()
        .filter(each -> each.info().command().orElse("").contains("sleep"))
        .toList();
  }

  /// Starts something, says so and waits to be killed.
  static final class Program {
    private Program() {}

    public static void main(String[] home) throws Exception {
      Path at = Path.of(home[0]);
      var process = BrowserProcess.onPort(List.of("/bin/sleep", "600"), at, Map.of("M", at + "/"));
      while (process.alive()
          && ProcessHandle.of(process.pid()).orElseThrow().children().count() < 2) {
        Thread.onSpinWait();
      }
      System.out.println("running");
      System.in.read();
    }
  }
}
