package alpi.daemon.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.Posture;
import alpi.daemon.config.SandboxMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What happens where no wall can be built: nothing.
class NoWallTest {
  @TempDir Path dir;

  private Problem refused(WallFixture wall) {
    Problem problem = assertThrows(Problem.class, () -> wall.run("echo x > ran"));
    assertEquals(ErrorCode.SANDBOX_UNAVAILABLE, problem.code());
    assertTrue(Files.notExists(wall.work.resolve("ran")), "the command ran");
    return problem;
  }

  /// A folder of programs in which bubblewrap is a script.
  private String pathWith(String script) throws Exception {
    Path bin = Files.createDirectories(dir.resolve("bin"));
    Path bwrap = Files.writeString(bin.resolve("bwrap"), "#!/bin/sh\n" + script);
    assertTrue(bwrap.toFile().setExecutable(true));
    return bin + ":/usr/local/bin:/usr/bin:/bin";
  }

  @Test
  void refusesWithoutBubblewrapAndNamesTheCommandThatInstallsIt() {
    Problem problem = refused(new WallFixture(dir, "/nothing"));
    assertTrue(problem.hint().orElse("").contains("apt-get install bubblewrap"));
  }

  @Test
  void refusesWhereTheKernelGrantsNoNamespace() throws Exception {
    String denied = "echo 'bwrap: No permissions to create new namespace' >&2; exit 1";
    Problem problem = refused(new WallFixture(dir, pathWith(denied)));
    assertTrue(problem.sentence().contains("No permissions to create new namespace"));
    assertTrue(problem.hint().orElse("").contains("user namespaces"));
  }

  @Test
  void refusesWhereBubblewrapOnlySaysThatItDidIt() throws Exception {
    var _ = refused(new WallFixture(dir, pathWith("exit 0")));
  }

  @Test
  void refusesWhenAWallFallsThatStoodBefore() throws Exception {
    new WallFixture(Files.createDirectories(dir.resolve("real"))).orSkip();
    String once =
        "[ -e "
            + dir
            + "/broken ] && exec /usr/bin/bwrap --no-such-option; exec /usr/bin/bwrap \"$@\"";
    var wall = new WallFixture(dir, pathWith(once));
    assertEquals(0, wall.run(":").exit());
    Files.createFile(dir.resolve("broken"));
    var _ = refused(wall);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, STANDARD, false, false",
    "AUTO, STANDARD, true, true",
    "AUTO, RELAXED, false, false",
    "AUTO, RELAXED, true, true",
    "AUTO, STRICT, false, true",
    "AUTO, STRICT, true, true",
    "REQUIRED, RELAXED, false, true",
    "REQUIRED, STANDARD, true, true",
    "OFF, STRICT, false, false",
    "OFF, STANDARD, true, false"
  })
  void putsACommandWhereTheOwnerWantsIt(
      SandboxMode mode, Posture posture, boolean alone, boolean walled) {
    var wall = new WallFixture(dir);
    var parts = wall.parts();
    var host =
        new HostSandbox(Map.of(), wall.sensitive, parts.children(), parts.time(), parts.ids());
    Sandbox chosen = new SandboxChoice(host, wall.sandbox).of(mode, posture, alone);
    assertEquals(walled ? "bubblewrap" : "host", chosen.name());
  }
}
