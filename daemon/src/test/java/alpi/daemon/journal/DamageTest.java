package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a damaged or foreign file meets at the door.
class DamageTest {
  @TempDir private Path dir;

  @Test
  void refusesAFileThatIsNoDatabaseAndLeavesIt() throws IOException {
    byte[] noise = new byte[8192];
    new Random(1).nextBytes(noise);
    Files.write(Fixtures.file(dir), noise);
    Problem problem = refused();
    assertEquals(ErrorCode.CORRUPT, problem.code());
    assertTrue(problem.sentence().contains(Fixtures.file(dir).toString()));
    assertTrue(problem.hint().orElseThrow().contains("restore a backup"));
    assertArrayEquals(noise, Files.readAllBytes(Fixtures.file(dir)));
  }

  @Test
  void refusesAnEmptyFileInsteadOfBeginningAnew() throws IOException {
    Files.createFile(Fixtures.file(dir));
    assertEquals(ErrorCode.CORRUPT, refused().code());
    assertEquals(0, Files.size(Fixtures.file(dir)));
  }

  @Test
  void refusesALogWhoseDatabaseIsGone() throws IOException {
    Files.write(dir.resolve("journal.db-wal"), new byte[100]);
    assertEquals(ErrorCode.CORRUPT, refused().code());
  }

  @Test
  void refusesASymbolicLink() throws IOException {
    Files.createSymbolicLink(Fixtures.file(dir), dir.resolve("elsewhere.db"));
    assertEquals(ErrorCode.STORAGE, refused().code());
  }

  @Test
  void refusesACutFile() throws IOException {
    try (Journal journal = Fixtures.journal(dir)) {
      for (int i = 0; i < 500; i++) {
        journal.append(Fixtures.draft(i));
      }
    }
    byte[] whole = Files.readAllBytes(Fixtures.file(dir));
    Files.write(Fixtures.file(dir), Arrays.copyOf(whole, whole.length / 2));
    assertEquals(ErrorCode.CORRUPT, refused().code());
  }

  @Test
  void refusesAJournalWhoseTailWasRemoved() {
    try (Journal journal = Fixtures.journal(dir)) {
      journal.append(Fixtures.draft(1));
      journal.append(Fixtures.draft(2));
    }
    Fixtures.outside(Fixtures.file(dir), "DELETE FROM ev WHERE seq = 2");
    assertEquals(ErrorCode.CORRUPT, refused().code());
  }

  @Test
  void refusesASchemaNewerThanItself() {
    Fixtures.journal(dir).close();
    Fixtures.outside(Fixtures.file(dir), "PRAGMA user_version = 999");
    Problem problem = refused();
    assertEquals(ErrorCode.STORAGE, problem.code());
    assertTrue(problem.sentence().contains("newer alpi: schema 999"), problem.sentence());
  }

  @Test
  void beginsAgainAfterACrashDuringTheVeryFirstOpening() throws IOException {
    Files.write(dir.resolve("journal.db.part"), new byte[10]);
    Files.write(dir.resolve("journal.db.part-wal"), new byte[10]);
    try (Journal journal = Fixtures.journal(dir)) {
      assertEquals(1, journal.append(Fixtures.draft(1)).seq());
    }
  }

  private Problem refused() {
    return assertThrows(Problem.class, () -> Fixtures.journal(dir).close());
  }
}
