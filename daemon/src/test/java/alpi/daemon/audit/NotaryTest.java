package alpi.daemon.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.audit.AuditReport.State;
import alpi.daemon.base.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotaryTest {
  @TempDir private Path root;

  private Checked at;

  @BeforeEach
  void open() {
    at = new Checked(root.resolve("home"));
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void signsNothingBeforeEnoughWasRecordedOrEnoughTimePassed() {
    at.events((int) Notary.EVENTS - 1);
    assertTrue(at.notary.round().isEmpty());
    at.time.advance(Notary.AGE.minusNanos(1));
    assertTrue(at.notary.round().isEmpty());
    at.events(1);
    assertEquals(Notary.EVENTS, at.notary.round().orElseThrow().seq());
  }

  @Test
  void signsASingleEventOnceItIsOldAndThenRests() {
    at.events(1);
    at.time.advance(Notary.AGE);
    assertEquals(1, at.notary.round().orElseThrow().seq());
    at.time.advance(Notary.AGE);
    assertTrue(at.notary.round().isEmpty(), "its own event is no reason for another");
  }

  @Test
  void goesOnWhereAnEarlierDaemonStopped() {
    at.events(3);
    Checkpoint first = at.notary.now();
    assertEquals(first, at.notary.now());
    at.reopen();
    assertEquals(first, at.notary.now());
    at.events(2);
    Checkpoint second = at.notary.now();
    assertEquals(2, second.number());
    assertEquals(first.lineHash(), second.previous());
    assertEquals(first.key(), second.key());
    AuditReport report = at.check();
    assertEquals(State.OK, report.state(), report.sentence());
    assertEquals(2, report.checkpoints());
    assertEquals(second.seq(), report.vouched());
  }

  @Test
  void keepsKeyAndCheckpointsForTheOwnerAlone() throws IOException {
    at.events(1);
    at.notary.now();
    assertEquals("rwx------", mode(at.home.audit()));
    assertEquals("rw-------", mode(at.checkpoints()));
    assertEquals("rw-------", mode(AuditKey.privateFile(at.home)));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void writesOverTheRestOfALineThatACrashLeft() throws IOException {
    at.events(1);
    at.notary.now();
    String whole = Files.readString(at.checkpoints());
    Files.writeString(at.checkpoints(), whole + "{\"at\":\"20");
    at.reopen();
    assertTrue(at.check().sound(), at.check().sentence());
    at.events(1);
    at.notary.now();
    assertEquals(2, at.check().checkpoints(), at.check().sentence());
  }

  @Test
  void refusesToSignAnewWhereTheKeyIsGone() throws IOException {
    at.events(1);
    at.notary.now();
    Files.delete(AuditKey.privateFile(at.home));
    at.reopen();
    at.events(1);
    assertEquals(ErrorCode.CORRUPT, assertThrows(Problem.class, at.notary::now).code());
    assertTrue(at.check().sound(), "the public half still proves what is there");
  }

  @Test
  void everyByteEditedInTheCheckpointsIsFound() throws IOException {
    many();
    byte[] good = Files.readAllBytes(at.checkpoints());
    long seed = 9;
    var random = new Random(seed);
    for (int i = 0; i < 120; i++) {
      byte[] edited = good.clone();
      int where = random.nextInt(edited.length - 1);
      edited[where] ^= (byte) (1 + random.nextInt(255));
      Files.write(at.checkpoints(), edited);
      assertFalse(at.check().sound(), "seed " + seed + " edit at " + where);
    }
    Files.write(at.checkpoints(), good);
    assertTrue(at.check().sound());
  }

  @Test
  void aCheckpointRemovedMovedOrCutOffIsFound() throws IOException {
    many();
    List<String> lines = Files.readAllLines(at.checkpoints());
    for (int i = 0; i < lines.size(); i++) {
      List<String> fewer = new ArrayList<>(lines);
      fewer.remove(i);
      write(fewer);
      assertEquals(State.CHECKPOINTS, at.check().state(), "without line " + (i + 1));
    }
    write(List.of(lines.get(1), lines.get(0), lines.get(2)));
    assertEquals(State.CHECKPOINTS, at.check().state());
    Files.delete(at.checkpoints());
    AuditReport gone = at.check();
    assertEquals(State.CHECKPOINTS, gone.state());
    assertTrue(gone.sentence().contains("tells of checkpoint 3"), gone.sentence());
  }

  @Test
  void signaturesOfAnotherKeyAreFound() throws IOException {
    many();
    Files.delete(AuditKey.privateFile(at.home));
    Files.move(at.checkpoints(), root.resolve("kept.jsonl"));
    var other = new Notary(at.home, at.journal, new Tokens(new Random(99)), at.time);
    List<Checkpoint> kept =
        Files.readAllLines(root.resolve("kept.jsonl")).stream().map(Checkpoint::kept).toList();
    at.events(1);
    other.now();
    AuditReport report = at.check(kept.toArray(new Checkpoint[0]));
    assertEquals(State.CHECKPOINTS, report.state(), report.sentence());
    assertTrue(report.sentence().contains("another key"), report.sentence());
  }

  @Test
  void aJournalAndCheckpointsPutBackTogetherAreFoundByOneThatWasKeptElsewhere() throws IOException {
    many();
    at.journal.close();
    byte[] journal = Files.readAllBytes(at.home.journal());
    byte[] checkpoints = Files.readAllBytes(at.checkpoints());
    at.reopen();
    at.events(5);
    Checkpoint kept = at.notary.now();
    at.journal.close();
    Files.write(at.home.journal(), journal);
    Files.write(at.checkpoints(), checkpoints);
    assertTrue(at.check().sound(), "nothing inside the home tells");
    AuditReport report = at.check(Checkpoint.kept(kept.line()));
    assertEquals(State.CUT, report.state(), report.sentence());
    assertEquals(OptionalLong.of(report.events() + 1), report.firstBad());
  }

  @Test
  void aJournalThatWasPutBackAloneIsFound() throws IOException {
    many();
    at.journal.close();
    byte[] journal = Files.readAllBytes(at.home.journal());
    at.reopen();
    at.events(5);
    at.notary.now();
    at.journal.close();
    Files.write(at.home.journal(), journal);
    assertEquals(State.CUT, at.check().state());
  }

  @Test
  void refusesAKeptLineThatNobodySigned() {
    at.events(1);
    String line = at.notary.now().line();
    String other = line.replace("\"seq\":1,", "\"seq\":2,");
    assertThrows(Problem.class, () -> Checkpoint.kept(other));
    assertThrows(Problem.class, () -> Checkpoint.kept("{}"));
    assertThrows(Problem.class, () -> Checkpoint.kept("x".repeat(Checkpoint.MAX_CHARS + 1)));
    assertEquals(1, Checkpoint.kept(line + "\n").seq());
  }

  private void many() {
    for (int i = 0; i < 3; i++) {
      at.events(4);
      at.notary.now();
    }
    at.reopen();
  }

  private void write(List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    Files.write(at.checkpoints(), text.getBytes(StandardCharsets.UTF_8));
  }
}
