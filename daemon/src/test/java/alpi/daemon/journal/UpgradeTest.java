package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of any earlier schema comes up to the newest with its record whole, and one of a later
/// schema is left alone.
class UpgradeTest {
  @TempDir private Path dir;

  @Test
  void everyEarlierSchemaComesUpWithItsRecordWhole() throws IOException {
    Path whole = Files.createDirectory(dir.resolve("whole"));
    try (Journal journal = Fixtures.journal(whole)) {
      for (int i = 0; i < 5; i++) {
        journal.append(Fixtures.draft(i));
      }
    }
    List<Migration> all = Migrations.journal();
    for (int schema = 1; schema < all.size(); schema++) {
      Path at = Files.createDirectory(dir.resolve("schema " + schema));
      Database.open(Fixtures.file(at), Durability.FULL, all.subList(0, schema)).close();
      Fixtures.outside(
          Fixtures.file(at),
          "ATTACH '" + Fixtures.file(whole) + "' AS whole",
          "INSERT INTO ev SELECT * FROM whole.ev",
          "UPDATE ev_head SET (seq, hash) = (SELECT seq, hash FROM whole.ev_head)");
      assertEquals(schema, JournalFile.schema(Fixtures.file(at)));
      try (Journal journal = Fixtures.journal(at)) {
        assertEquals(6, journal.append(Fixtures.draft(6)).seq());
        assertTrue(journal.verify().sound(), "from schema " + schema);
      }
      assertEquals(JournalFile.newestSchema(), JournalFile.schema(Fixtures.file(at)));
    }
  }

  @Test
  void aStepThatFailsLeavesTheSchemaBeforeItAndCanBeTakenAgain() {
    List<Migration> all = Migrations.journal();
    Database.open(Fixtures.file(dir), Durability.FULL, all.subList(0, 1)).close();
    var broken = new Migration(2, "CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)");
    assertThrows(
        RuntimeException.class,
        () -> Database.open(Fixtures.file(dir), Durability.FULL, List.of(all.getFirst(), broken)));
    assertEquals(1, JournalFile.schema(Fixtures.file(dir)));
    try (Journal journal = Fixtures.journal(dir)) {
      assertEquals(1, journal.append(Fixtures.draft(1)).seq());
    }
  }

  @Test
  void aLaterSchemaIsRefusedInOneSentenceAndNotTouched() throws IOException {
    Fixtures.journal(dir).close();
    int later = JournalFile.newestSchema() + 1;
    Fixtures.outside(Fixtures.file(dir), "PRAGMA user_version = " + later);
    byte[] before = Files.readAllBytes(Fixtures.file(dir));
    Problem refused = assertThrows(Problem.class, () -> Fixtures.journal(dir).close());
    assertTrue(refused.sentence().contains("written by a newer alpi: schema " + later));
    assertEquals(later, JournalFile.schema(Fixtures.file(dir)));
    assertArrayEquals(before, Files.readAllBytes(Fixtures.file(dir)));
  }
}
