package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final Migration FIRST =
      new Migration(1, "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, r REAL, b BLOB) STRICT");
  private static final Migration SECOND =
      new Migration(2, "ALTER TABLE t ADD COLUMN w TEXT; CREATE INDEX t_w ON t (w);");

  @TempDir private Path dir;

  private Database open(Migration... steps) {
    return Database.open(dir.resolve("index.db"), Durability.NORMAL, List.of(steps));
  }

  @Test
  void bindsAndReadsEveryKindOfValue() {
    try (Database database = open(FIRST)) {
      int changed =
          database.write(sql ->
              sql.update(
                  "INSERT INTO t (id, v, r, b) VALUES (?, ?, ?, ?)",
                  1,
                  Optional.of("ü'; DROP TABLE t; --"),
                  2.5,
                  new byte[] {0, 1}));
      assertEquals(1, changed);
      database.write(
          sql -> sql.update("INSERT INTO t (id, v) VALUES (?, ?)", 2L, Optional.empty()));
      List<String> rows =
          database.query(
              "SELECT id, v, r, b FROM t WHERE id = ?",
              row -> row.integer("id") + row.text("v") + row.real("r") + row.bytes("b").length,
              1);
      assertEquals(List.of("1ü'; DROP TABLE t; --2.52"), rows);
      assertTrue(
          database
              .query("SELECT v FROM t WHERE id = 2", row -> row.maybeText("v"))
              .getFirst()
              .isEmpty());
      assertThrows(
          IllegalStateException.class,
          () -> database.query("SELECT v FROM t WHERE id = 2", row -> row.text("v")));
      assertThrows(
          IllegalArgumentException.class,
          () -> database.query("SELECT 1 FROM t WHERE id = ?", row -> row.integer("id"), dir));
    }
  }

  @Test
  void aMapperMayAskTheSameQuestionAgain() {
    String sql = "SELECT id FROM t WHERE id >= ? ORDER BY id";
    try (Database database = open(FIRST)) {
      database.write(tx -> tx.update("INSERT INTO t (id) VALUES (1), (2), (3)"));
      List<Integer> counts =
          database.read(reader ->
              reader.query(sql, row -> reader.query(sql, inner -> 1, row.integer("id")).size(), 0));
      assertEquals(List.of(3, 2, 1), counts);
    }
  }

  @Test
  void climbsToTheNewestSchemaAndNoFurther() {
    open(FIRST).close();
    try (Database database = open(FIRST, SECOND)) {
      database.write(sql -> sql.update("INSERT INTO t (id, w) VALUES (1, 'x')"));
    }
    Problem problem = assertThrows(Problem.class, () -> open(FIRST).close());
    assertTrue(problem.sentence().contains("schema 2, this one knows 1"), problem.sentence());
    assertThrows(IllegalArgumentException.class, () -> open(SECOND));
  }

  @Test
  void aMigrationThatFailsChangesNothing() {
    open(FIRST).close();
    var broken = new Migration(2, "CREATE TABLE half (x INTEGER); SELECT nonsense FROM nowhere;");
    assertThrows(RuntimeException.class, () -> open(FIRST, broken));
    try (Database database = open(FIRST)) {
      assertEquals(
          List.of("t"),
          database.query(
              "SELECT name FROM sqlite_master WHERE type = 'table'", row -> row.text("name")));
    }
  }

  @Test
  void refusesToContradictWhatIsStored() {
    try (Database database = open(FIRST)) {
      database.write(sql -> sql.update("INSERT INTO t (id) VALUES (1)"));
      Problem problem =
          assertThrows(
              Problem.class,
              () -> database.write(sql -> sql.update("INSERT INTO t (id) VALUES (1)")));
      assertEquals(ErrorCode.CONFLICT, problem.code());
      assertEquals(Optional.empty(), database.degraded());
    }
  }

  @Test
  void aReaderCannotWrite() {
    try (Database database = open(FIRST)) {
      assertThrows(
          RuntimeException.class,
          () -> database.query("DELETE FROM t RETURNING id", row -> row.integer("id")));
      int changed = database.write(sql -> sql.update("INSERT INTO t (id) VALUES (1)"));
      assertEquals(1, changed);
    }
  }

  @Test
  void neverLoadsExtensions() {
    try (Database database = open(FIRST)) {
      assertThrows(
          RuntimeException.class,
          () -> database.query("SELECT load_extension('x') AS x", row -> row.text("x")));
    }
  }

  @Test
  void putsTheNativeLibraryWhereOnlyTheOwnerWrites() throws Exception {
    String path = System.clearProperty("org.sqlite.lib.path");
    String name = System.clearProperty("org.sqlite.lib.name");
    String scratch = System.clearProperty("org.sqlite.tmpdir");
    try {
      Path library = SqliteNative.prepare(dir.resolve("native"));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(library)));
      assertEquals(dir.resolve("native").toString(), System.getProperty("org.sqlite.lib.path"));
      byte[] original = Files.readAllBytes(library);
      Files.write(library, new byte[] {1});
      System.clearProperty("org.sqlite.lib.path");
      SqliteNative.prepare(dir.resolve("native"));
      assertEquals(original.length, Files.size(library));
      Object before = Files.getAttribute(library, "unix:ino");
      System.clearProperty("org.sqlite.lib.path");
      SqliteNative.prepare(dir.resolve("native"));
      assertEquals(before, Files.getAttribute(library, "unix:ino"));
      assertFalse(SqliteNative.prepare(dir.resolve("other")).startsWith(dir.resolve("other")));
    } finally {
      restore("org.sqlite.lib.path", path);
      restore("org.sqlite.lib.name", name);
      restore("org.sqlite.tmpdir", scratch);
    }
  }

  private static void restore(String key, @Nullable String value) {
    if (value == null) {
      System.clearProperty(key);
    } else {
      System.setProperty(key, value);
    }
  }
}
