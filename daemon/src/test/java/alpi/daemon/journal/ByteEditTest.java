package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever changes, cuts or swaps the file of a journal is found, and the record is named. What is
/// not found is proven to lie outside of every record: all of them read back as they were.
class ByteEditTest {
  private static final int EVENTS = 250;
  private static final int EDITS = Integer.getInteger("alpi.journal.edits", 160);
  private static final long ANCHORED = 200;
  private static final String ROWS =
      """
      SELECT seq, quote(at_ms) || quote(kind) || quote(profile) || quote(actor) || quote(session)
          || quote(corr) || quote(span) || quote(body) || quote(content) || quote(prev_hash)
          || quote(hash)
      FROM ev ORDER BY seq\
      """;

  @TempDir private Path dir;

  private byte[] closed = {};
  private byte[] log = {};
  private byte[] open = {};
  private byte[] older = {};
  private List<String> rows = List.of();
  private List<Anchor> anchors = List.of();

  @BeforeEach
  void write() throws IOException {
    var random = new Random(3);
    Journal journal = Fixtures.journal(dir);
    List<Anchor> known = new ArrayList<>();
    for (int i = 1; i <= EVENTS; i++) {
      // Some bodies are longer than a page, so that they lie on pages of their own.
      String text = "x".repeat(random.nextInt(i % 40 == 0 ? 4000 : 300));
      Event event = journal.append(Fixtures.draft(i).corr("run" + i % 4).with("text", text));
      if (i == 100) {
        journal.file().copyTo(dir.resolve("older.db"));
      }
      if (event.seq() == 50 || event.seq() == ANCHORED || event.seq() == EVENTS) {
        known.add(new Anchor(event.seq(), event.hash()));
      }
    }
    open = Files.readAllBytes(Fixtures.file(dir));
    log = Files.readAllBytes(sibling("-wal"));
    journal.close();
    closed = Files.readAllBytes(Fixtures.file(dir));
    older = Files.readAllBytes(dir.resolve("older.db"));
    anchors = List.copyOf(known);
    rows = rows().orElseThrow();
    assertEquals(EVENTS, rows.size());
  }

  @Test
  void everyByteEditedInTheFileIsFoundOrOutsideOfAllRecords() throws IOException {
    long seed = 20_260_911;
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < EDITS; i++) {
      byte[] edited = closed.clone();
      int at = edit(edited, random);
      put(edited, new byte[0]);
      found += judge("seed " + seed + " edit " + i + " at byte " + at) ? 1 : 0;
    }
    assertTrue(found > EDITS / 5, "of " + EDITS + " edits only " + found + " hit a record");
  }

  @Test
  void everyByteEditedInTheLogBesideItIsFoundOrOutsideOfAllRecords() throws IOException {
    long seed = 77_031;
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < EDITS / 4; i++) {
      byte[] edited = log.clone();
      int at = edit(edited, random);
      put(open, edited);
      found += judge("seed " + seed + " edit " + i + " at byte " + at + " of the log") ? 1 : 0;
    }
    assertTrue(found > 0, "no edit hit a record");
  }

  private static int edit(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    bytes[at] ^= (byte) (1 + random.nextInt(255));
    return at;
  }

  /// Whether it was found. If it was not, every record is what it was; if a record is another one,
  /// the report names the first of them.
  private boolean judge(String what) {
    VerifyReport report = examine(anchors);
    Optional<List<String>> now = rows();
    if (report.sound()) {
      assertEquals(Optional.of(rows), now, what);
      return false;
    }
    if (now.isPresent() && report.verdict() == VerifyReport.Verdict.TAMPERED) {
      long first = firstOther(now.get());
      if (first <= EVENTS) {
        assertEquals(OptionalLong.of(first), report.firstBad(), what + ": " + report);
        assertTrue(report.sentence().contains("Event " + first + " "), what + ": " + report);
      }
    }
    assertFalse(report.sentence().isEmpty(), what);
    return true;
  }

  private long firstOther(List<String> now) {
    int same = 0;
    while (same < Math.min(now.size(), rows.size()) && now.get(same).equals(rows.get(same))) {
      same++;
    }
    return same + 1L;
  }

  @Test
  void everyCutOfTheFileIsFound() throws IOException {
    var random = new Random(12);
    for (int i = 0; i < 30; i++) {
      int length = random.nextInt(closed.length - 1);
      put(Arrays.copyOf(closed, length), new byte[0]);
      assertFalse(examine(anchors).sound(), "cut to " + length);
    }
  }

  @Test
  void anOlderCopyInItsPlaceIsFoundAndTheFirstMissingEventNamed() throws IOException {
    put(older, new byte[0]);
    assertTrue(examine(List.of()).sound());
    VerifyReport report = examine(anchors);
    assertEquals(VerifyReport.Verdict.CUT, report.verdict());
    assertEquals(OptionalLong.of(101), report.firstBad());
    assertTrue(report.sentence().contains("Event 101 "), report.sentence());
  }

  @Test
  void aTailThatWasRemovedWithItsMarkIsFoundByAnAnchor() throws IOException {
    put(closed, new byte[0]);
    Fixtures.outside(
        Fixtures.file(dir),
        "DELETE FROM ev WHERE seq > 230",
        "UPDATE ev_head SET seq = 230, hash = (SELECT hash FROM ev WHERE seq = 230)");
    assertTrue(examine(List.of()).sound());
    VerifyReport report = examine(anchors);
    assertEquals(VerifyReport.Verdict.CUT, report.verdict());
    assertEquals(OptionalLong.of(231), report.firstBad());
  }

  @Test
  void aChainThatWasHashedAnewIsFoundByTheNextAnchor() throws Exception {
    put(closed, new byte[0]);
    rehash(150);
    assertTrue(examine(List.of()).sound());
    VerifyReport report = examine(anchors);
    assertEquals(VerifyReport.Verdict.TAMPERED, report.verdict());
    assertEquals(OptionalLong.of(51), report.firstBad());
    assertTrue(report.sentence().contains("up to event " + ANCHORED), report.sentence());
  }

  @Test
  void anUntouchedFileIsSoundAndItsCopyToo() throws IOException {
    put(closed, new byte[0]);
    assertEquals(VerifyReport.Verdict.OK, examine(anchors).verdict());
    Path copy = dir.resolve("copy.db");
    new JournalFile(Fixtures.file(dir), Fixtures.PROFILE, WalTail.inspect(copy)).copyTo(copy);
    Files.delete(Fixtures.file(dir));
    Files.move(copy, Fixtures.file(dir));
    assertEquals(VerifyReport.Verdict.OK, examine(anchors).verdict());
    assertEquals(Optional.of(rows), rows());
  }

  @Test
  void signsThatJsonEscapesAreNoTamperingAndTheirEscapesAre() throws IOException {
    Path other = Files.createDirectory(dir.resolve("other"));
    try (Journal journal = Fixtures.journal(other)) {
      journal.append(Fixtures.draft(1).span("a\"b\\c\nd\u00e9"));
      journal.append(Fixtures.draft(2).corr("x"));
    }
    Path file = Fixtures.file(other);
    var at = new JournalFile(file, Fixtures.PROFILE, WalTail.inspect(file));
    assertEquals(VerifyReport.Verdict.OK, at.examine(List.of(), EventSink.NONE).verdict());
    Fixtures.outside(file, "UPDATE ev SET span = 'a\\\"b\\\\c\\nd\u00e9' WHERE seq = 1");
    assertEquals(OptionalLong.of(1), at.examine(List.of(), EventSink.NONE).firstBad());
    Fixtures.outside(
        file,
        "UPDATE ev SET span = 'a\"b\\c' || char(10) || 'd\u00e9' WHERE seq = 1",
        "UPDATE ev SET corr = NULL, content = NULL, actor = actor, kind = kind WHERE seq = 2",
        "UPDATE ev SET profile = profile || '\",\"corr\":\"x' WHERE seq = 2");
    assertEquals(OptionalLong.of(2), at.examine(List.of(), EventSink.NONE).firstBad());
  }

  /// Changes one event and makes every later link fit, as somebody with the program would.
  private void rehash(long from) throws SQLException {
    try (Connection connection =
            new SqliteOpener().writable(Fixtures.file(dir), Durability.NORMAL);
        Statement edit = connection.createStatement()) {
      edit.executeUpdate(
          "UPDATE ev SET body = replace(body, 'number', 'numbeR') WHERE seq = " + from);
      List<StoredEvent> events = new ArrayList<>();
      try (ResultSet row = edit.executeQuery(StoredEvent.SELECT)) {
        while (row.next()) {
          events.add(StoredEvent.read(row));
        }
      }
      byte[] previous = events.get((int) from - 2).hash();
      for (StoredEvent event : events.subList((int) from - 1, events.size())) {
        var digest = Sha256.digest();
        digest.update(previous);
        byte[] hash = digest.digest(event.line().getBytes(StandardCharsets.UTF_8));
        update(connection, event.seq(), previous, hash);
        previous = hash;
      }
      edit.executeUpdate(
          "UPDATE ev_head SET hash = (SELECT hash FROM ev ORDER BY seq DESC LIMIT 1)");
    }
  }

  private static void update(Connection connection, long seq, byte[] previous, byte[] hash)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE ev SET prev_hash = ?, hash = ? WHERE seq = ?")) {
      update.setBytes(1, previous);
      update.setBytes(2, hash);
      update.setLong(3, seq);
      update.executeUpdate();
    }
  }

  private VerifyReport examine(List<Anchor> known) {
    Path file = Fixtures.file(dir);
    return new JournalFile(file, Fixtures.PROFILE, WalTail.inspect(file))
        .examine(known, EventSink.NONE);
  }

  /// Every record with its types, read by SQLite alone; empty when it cannot be read.
  private Optional<List<String>> rows() {
    try (Connection connection = new SqliteOpener().readable(Fixtures.file(dir));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ROWS)) {
      List<String> read = new ArrayList<>();
      while (row.next()) {
        read.add(row.getLong(1) + row.getString(2));
      }
      return Optional.of(read);
    } catch (SQLException _) {
      return Optional.empty();
    }
  }

  private void put(byte[] file, byte[] wal) throws IOException {
    Files.deleteIfExists(sibling("-shm"));
    Files.deleteIfExists(sibling("-wal"));
    Files.write(Fixtures.file(dir), file);
    if (wal.length > 0) {
      Files.write(sibling("-wal"), wal);
    }
  }

  private Path sibling(String suffix) {
    return dir.resolve("journal.db" + suffix);
  }
}
