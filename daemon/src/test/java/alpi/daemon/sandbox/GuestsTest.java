package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.Time;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs that others of this process start, beside the runs of commands.
@Timeout(60)
class GuestsTest {
  private Optional<Natives> natives = Optional.empty();
  private Optional<Process> guest = Optional.empty();

  @BeforeEach
  void load() {
    natives = Natives.load();
    Assumptions.assumeTrue(natives.isPresent(), "this system has no subreaper");
  }

  @AfterEach
  void end() {
    guest.ifPresent(Process::destroyForcibly);
  }

  private static Process sleeper() throws IOException {
    return new ProcessBuilder("sleep", "600").start();
  }

  @Test
  void theEndOfARunEndsStraysAndLeavesGuestsAlone() throws Exception {
    var children = new Children(natives);
    Process welcome = children.admit(GuestsTest::sleeper, made -> Set.of(made.pid()));
    guest = Optional.of(welcome);
    var run = new ProcessTree(children, Time.system(), "r1");
    children.leave(run, false);
    assertTrue(welcome.isAlive());
    welcome.destroyForcibly();
    assertTrue(welcome.waitFor(30, TimeUnit.SECONDS));
  }

  @Test
  void noStrayIsEndedWhileAGuestArrives() throws Exception {
    var children = new Children(natives);
    Process welcome =
        children.admit(
            () -> {
              Process made = sleeper();
              children.leave(new ProcessTree(children, Time.system(), "r2"), false);
              assertTrue(made.isAlive());
              return made;
            },
            made -> Set.of(made.pid()));
    guest = Optional.of(welcome);
    assertTrue(welcome.isAlive());
  }

  @Test
  void whatNobodyAdmittedIsAStray() throws Exception {
    var children = new Children(natives);
    Process stray = sleeper();
    guest = Optional.of(stray);
    children.collect();
    assertTrue(stray.waitFor(30, TimeUnit.SECONDS));
    assertFalse(stray.isAlive());
    assertEquals(0, children.marks().size());
  }
}
