package alpi.browser.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.browser.Custody;
import alpi.browser.Deadline;
import alpi.browser.Engine;
import alpi.browser.EngineFault;
import alpi.browser.EngineSession;
import alpi.browser.Fault;
import alpi.browser.LaunchSpec;
import alpi.browser.Outcome;
import alpi.browser.SessionSpec;
import alpi.browser.page.EngineThread;
import alpi.browser.process.BrowserSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How an engine ends: with nothing left of it, whoever ends it.
public abstract class LifeContract extends StormContract {
  /// The class with a `main` that starts an engine in the folder `args[0]`, says so and waits.
  protected abstract Class<?> program();

  /// Its second argument.
  protected Path programNeeds() {
    return scratch;
  }

  @Test
  void saysThatItIsGoneAfterItsProcessesWereKilledByOthers() throws Exception {
    Path used = scratch.resolve("shot");
    Engine shot = launch("shot");
    EngineSession open = shot.open(fresh(), soon(30));
    for (long pid : shot.processes()) {
      boolean _ = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }
    fault(Fault.EngineGone.class, () -> open.navigate(site.page("/shot", "<p>x"), soon(30)));
    shot.kill();
    assertEquals(List.of(), Strays.left(used));
  }

  @Test
  void freesACallThatHangsByEndingTheEngineOfWhichNothingIsLeft() throws Exception {
    Path used = scratch.resolve("hung");
    try (var thread = new EngineThread("test-engine", Duration.ofMillis(500))) {
      thread.start();
      Outcome<Engine> begun = thread.start(() -> launch("hung"), soon(2 * STARTING));
      Engine hung = begun.get();
      assertFalse(Strays.of(used).isEmpty());
      EngineSession busy = thread.run("going", soon(), () -> still(hung)).get();
      Outcome<Boolean> stuck =
          thread.run(
              "waiting",
              Deadline.in(Duration.ofMillis(300)),
              () -> {
                // Keeps no deadline of its own, as an engine would that hangs.
                busy.ask("quiet", Json.object().put("still", 60000).put("most", 60000), soon(60));
                return true;
              });
      Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, stuck);
      assertInstanceOf(Fault.EngineGone.class, failed.fault());
      hung.kill();
      assertEquals(List.of(), Strays.left(used));
      assertFalse(Files.exists(used));
      assertFalse(hung.alive());
      assertInstanceOf(
          Fault.EngineGone.class, fault(Fault.class, () -> hung.open(fresh(), soon(3))));
    }
  }

  private EngineSession still(Engine engine) throws EngineFault {
    EngineSession session = engine.open(fresh(), soon());
    session.navigate(site.page("/still", "<p>still"), soon());
    return session;
  }

  @Test
  void endsWithTheProgramThatStartedIt() throws Exception {
    Path home = scratch.resolve("orphan");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program().getName(),
                home.toString(),
                programNeeds().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = java.inputReader().readLine();
    List<ProcessHandle> running = Strays.of(home);
    java.destroyForcibly();
    assertTrue(java.waitFor(60, TimeUnit.SECONDS));
    assertEquals("running", said);
    assertFalse(running.isEmpty());
    assertEquals(List.of(), Strays.left(home));
  }

  /// For the program: starts, says so, and waits to be killed.
  protected static void runUntilKilled(Path home, Starter starter) throws Exception {
    var spec =
        new LaunchSpec(
            BrowserSearch.browser().orElseThrow(),
            home,
            Optional.empty(),
            false,
            false,
            Custody.NONE);
    Engine engine = starter.start(spec, soon(STARTING));
    EngineSession session = engine.open(SessionSpec.of(home.resolve("saved")), soon());
    System.out.println(session.tabs(soon()).isEmpty() ? "no tab" : "running");
    System.in.read();
  }

  /// Starts one kind of engine.
  @FunctionalInterface
  public interface Starter {
    Engine start(LaunchSpec spec, Deadline deadline) throws EngineFault;
  }
}
