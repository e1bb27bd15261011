package alpi.daemon.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MachineLockTest {
  @TempDir Path dir;

  @Test
  void aSecondDaemonIsRefusedAndToldWhoRuns() {
    Home home = new Home(dir);
    try (MachineLock _ = MachineLock.acquire(home)) {
      assertTrue(Files.exists(home.pid()));
      Problem problem = assertThrows(Problem.class, () -> MachineLock.acquire(home));

      assertEquals(ErrorCode.CONFLICT, problem.code());
      assertTrue(
          problem.sentence().contains("(pid " + ProcessHandle.current().pid() + ")"),
          problem.sentence());
    }
    assertFalse(Files.exists(home.pid()));
    MachineLock.acquire(home).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "junk", "1\n", "1\n5\n", "99999999\n5\n", "-1\n0\n"})
  void aStalePidFileDoesNoHarmAndIsNotBelieved(String stale) throws IOException {
    Home home = new Home(dir);
    Files.writeString(home.pid(), stale);
    try (MachineLock _ = MachineLock.acquire(home)) {
      assertTrue(Files.exists(home.lock()));
      Files.writeString(home.pid(), stale);
      Problem problem = assertThrows(Problem.class, () -> MachineLock.acquire(home));

      assertFalse(problem.sentence().contains("pid"), problem.sentence());
    }
  }

  @Test
  void aDirectoryInThePlaceOfTheLockIsToldInASentence() throws IOException {
    Home home = new Home(dir);
    Files.createDirectory(home.lock());

    Problem problem = assertThrows(Problem.class, () -> MachineLock.acquire(home));

    assertEquals(ErrorCode.STORAGE, problem.code());
  }
}
