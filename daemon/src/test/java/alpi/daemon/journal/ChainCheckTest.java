package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.Problem;
import alpi.daemon.base.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tampering from outside, found and named. The same seeds give the same attacks.
class ChainCheckTest {
  private static final int EVENTS = 40;
  private static final int ATTACKS = Rounds.of(200, 5_000);
  private static final int FLIPS = Rounds.of(80, 2_000);

  @TempDir private Path dir;
  private byte[] original = new byte[0];

  @BeforeEach
  void writesAnOriginal() throws IOException {
    try (Journal journal = Fixtures.journal(dir)) {
      for (int i = 1; i <= EVENTS; i++) {
        Draft draft = Fixtures.draft(i).corr("run" + i % 4);
        journal.append(i % 3 == 0 ? draft.span("call") : draft);
      }
    }
    original = Files.readAllBytes(Fixtures.file(dir));
  }

  @Test
  void findsAndNamesEveryTampering() throws IOException {
    long seed = 20_260_102;
    var random = new Random(seed);
    for (int i = 0; i < ATTACKS; i++) {
      Files.write(Fixtures.file(dir), original);
      Attack attack = Attack.random(random);
      Fixtures.outside(Fixtures.file(dir), attack.sql().toArray(new String[0]));
      VerifyReport report = verifyUnopened();
      String what = "seed " + seed + " attack " + i + ": " + attack;
      assertEquals(VerifyReport.Verdict.TAMPERED, report.verdict(), what);
      assertEquals(OptionalLong.of(attack.firstBad()), report.firstBad(), what);
      assertTrue(report.sentence().contains("Event " + attack.firstBad() + " "), what);
    }
  }

  /// One change of the table, and the first number at which it must show.
  private record Attack(long firstBad, List<String> sql) {
    Attack(long firstBad, String... sql) {
      this(firstBad, List.of(sql));
    }

    static Attack random(Random random) {
      long at = 1L + random.nextInt(EVENTS);
      long other = 1L + (at + random.nextInt(EVENTS - 1)) % EVENTS;
      return switch (random.nextInt(9)) {
        case 0 -> edit(at, "body = replace(body, 'number', 'numbeR')");
        case 1 -> edit(at, columns(random));
        case 2 -> edit(at, "hash = randomblob(32)");
        case 3 -> edit(at, "prev_hash = randomblob(32)");
        case 4 -> new Attack(at, "DELETE FROM ev WHERE seq = " + at);
        case 5 -> new Attack(at, "DELETE FROM ev WHERE seq >= " + at);
        case 6 -> swap(Math.min(at, other), Math.max(at, other));
        case 7 -> insert(at);
        default -> duplicate(at);
      };
    }

    private static String columns(Random random) {
      String[] edits = {
        "at_ms = at_ms + 1",
        "kind = 'tool.failed'",
        "profile = 'other'",
        "actor = 'system'",
        "session = 's00000000000000001'",
        "corr = corr || ' '",
        "corr = NULL",
        "span = coalesce(span, '') || 'x'",
        "content = hex(randomblob(32))",
        "body = body || ' '",
        "actor = cast(x'edb08d' AS TEXT)",
        "hash = x''",
      };
      return edits[random.nextInt(edits.length)];
    }

    private static Attack edit(long at, String change) {
      return new Attack(at, "UPDATE ev SET " + change + " WHERE seq = " + at);
    }

    private static Attack swap(long low, long high) {
      return new Attack(
          low,
          "UPDATE ev SET seq = -1 WHERE seq = " + low,
          "UPDATE ev SET seq = " + low + " WHERE seq = " + high,
          "UPDATE ev SET seq = " + high + " WHERE seq = -1");
    }

    /// Makes room behind `at` and puts a copy there, with a number that fits.
    private static Attack insert(long at) {
      return new Attack(
          at + 1,
          "UPDATE ev SET seq = -seq - 1 WHERE seq > " + at,
          "UPDATE ev SET seq = -seq WHERE seq < 0",
          copy(at, at + 1));
    }

    private static Attack duplicate(long at) {
      return new Attack(EVENTS + 1, copy(at, EVENTS + 1));
    }

    private static String copy(long from, long to) {
      return "INSERT INTO ev SELECT "
          + to
          + ", at_ms, kind, profile, actor, session, corr, span, body, content, prev_hash, hash"
          + " FROM ev WHERE seq = "
          + from;
    }
  }

  @Test
  void aFlippedBitIsNeverAWrongAnswer() throws IOException {
    long seed = 77;
    var random = new Random(seed);
    for (int i = 0; i < FLIPS; i++) {
      byte[] flipped = original.clone();
      int at = random.nextInt(flipped.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(Fixtures.file(dir), flipped);
      checkFlipped("seed " + seed + " flip " + i + " at " + at);
    }
  }

  /// Either the damage lies where nothing is stored, and all is as written; or it is reported.
  private void checkFlipped(String what) {
    try {
      if (verifyUnopened().sound()) {
        Files.deleteIfExists(dir.resolve("journal.db-wal"));
        try (Journal journal = Fixtures.journal(dir)) {
          assertEquals(EVENTS, journal.read(EventQuery.after(0, 100)).size(), what);
        }
      }
    } catch (Problem refused) {
      assertFalse(refused.sentence().isEmpty(), what);
    } catch (IOException e) {
      throw new IllegalStateException(what, e);
    }
  }

  /// Verifies the file as it lies there: opening it as a journal would refuse some of it earlier.
  private VerifyReport verifyUnopened() {
    Path file = Fixtures.file(dir);
    try (Database database = Database.open(file, Durability.NORMAL, Migrations.journal())) {
      return database.readRaw(connection ->
          new ChainCheck(file, Fixtures.PROFILE, WalTail.inspect(file)).run(connection));
    }
  }

  @Test
  void anUntouchedJournalIsSound() {
    VerifyReport report = verifyUnopened();
    assertEquals(VerifyReport.Verdict.OK, report.verdict());
    assertEquals(EVENTS, report.events());
    assertEquals(OptionalLong.empty(), report.firstBad());
  }

  @Test
  void aTornTailIsNoTampering() throws IOException {
    Journal crashed = Fixtures.journal(dir);
    crashed.append(Fixtures.draft(1));
    Path log = dir.resolve("journal.db-wal");
    byte[] whole = Files.readAllBytes(log);
    crashed.append(Fixtures.draft(2));
    byte[] longer = Files.readAllBytes(log);
    byte[] database = Files.readAllBytes(Fixtures.file(dir));
    crashed.close();
    long seed = 5;
    var random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      int cut = whole.length + 25 + random.nextInt(longer.length - whole.length - 25);
      Files.write(Fixtures.file(dir), database);
      Files.write(log, longer);
      try (var channel = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
        channel.truncate(cut);
      }
      try (Journal journal = Fixtures.journal(dir)) {
        VerifyReport report = journal.verify();
        String what = "seed " + seed + " cut " + cut + ": " + report;
        assertEquals(VerifyReport.Verdict.TORN_TAIL, report.verdict(), what);
        assertEquals(EVENTS + 1, report.events(), what);
      }
    }
  }

  @Test
  void anOpenJournalNoticesAnOutsideEdit() {
    try (Journal journal = Fixtures.journal(dir)) {
      Fixtures.outside(Fixtures.file(dir), "UPDATE ev SET body = '{}' WHERE seq = 7");
      VerifyReport report = journal.verify();
      assertFalse(report.sound());
      assertEquals(OptionalLong.of(7), report.firstBad());
    }
  }
}
