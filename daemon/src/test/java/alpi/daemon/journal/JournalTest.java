package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.blob.Sha256;
import alpi.alp.json.CanonicalJson;
import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Actor;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class JournalTest {
  private static final SessionId SESSION = new SessionId("s00000000000000001");

  @TempDir private Path dir;

  @Test
  void numbersEventsFromOneAndReadsThemBack() {
    try (Journal journal = Fixtures.journal(dir)) {
      Draft full =
          Draft.of(EventKind.TOOL_CALLED, Actor.SYSTEM)
              .in(SESSION)
              .corr("run \"1\"\n")
              .span("späń 😀")
              .with("tool", "shell\u0001")
              .with("ms", 12)
              .with("ok", true)
              .content(Sha256.of(new byte[] {1}));
      Event first = journal.append(full);
      Event second = journal.append(Fixtures.draft(2));
      List<Event> read = journal.read(EventQuery.after(0, 10));
      assertEquals(List.of(shown(first), shown(second)), read.stream().map(this::shown).toList());
      assertEquals(1, first.seq());
      assertEquals(first.hash(), second.previous());
      assertEquals(2, journal.head());
      assertEquals(Optional.of(second.hash()), journal.find(2).map(Event::hash));
      assertEquals(Optional.empty(), journal.find(3));
    }
  }

  /// All of an event as text; bodies are equal when their canonical forms are.
  private String shown(Event event) {
    String body = CanonicalJson.text(event.body());
    return event.toString().replace(event.body().toString(), body);
  }

  @Test
  void hashesTheCanonicalFormOfAllOtherFields() {
    try (Journal journal = Fixtures.journal(dir)) {
      journal.append(Fixtures.draft(1));
      Draft draft =
          Draft.of(EventKind.JOB_DONE, Fixtures.OWNER)
              .in(SESSION)
              .corr("ü\u0000\"\\")
              .span("s")
              .body((ObjectNode) Json.parse("{\"z\":[1.50,{\"b\":1,\"a\":null}],\"a\":1e3}"))
              .content(Sha256.of(new byte[0]));
      for (Event event : List.of(journal.append(draft), journal.append(Fixtures.draft(3)))) {
        ObjectNode all = Json.object();
        all.put("seq", event.seq());
        all.put("at_ms", event.at().toEpochMilli());
        all.put("kind", event.kind().wire());
        all.put("profile", event.profile().value());
        all.put("actor", event.actor().value());
        event.session().ifPresent(session -> all.put("session", session.value()));
        event.corr().ifPresent(corr -> all.put("corr", corr));
        event.span().ifPresent(span -> all.put("span", span));
        event.content().ifPresent(hash -> all.put("content", hash.hex()));
        all.set("body", event.body());
        MessageDigest digest = Sha256.digest();
        digest.update(event.previous().bytes());
        assertEquals(Sha256.ofDigest(digest.digest(CanonicalJson.bytes(all))), event.hash());
      }
    }
  }

  @Test
  void goesOnWhereItEndedAfterACrash() {
    Journal crashed = Fixtures.journal(dir);
    Event last = crashed.append(Fixtures.draft(1));
    try (Journal reopened = Fixtures.journal(dir)) {
      Event next = reopened.append(Fixtures.draft(2));
      assertEquals(2, next.seq());
      assertEquals(last.hash(), next.previous());
      assertTrue(reopened.verify().sound());
    }
    crashed.close();
  }

  @Test
  void refusesABodyOnePastTheLimit() {
    try (Journal journal = Fixtures.journal(dir)) {
      int frame = "{\"text\":\"\"}".length();
      Draft draft = Draft.of(EventKind.TOOL_CALLED, Actor.SYSTEM);
      journal.append(draft.with("text", "x".repeat(Draft.MAX_BODY_BYTES - frame)));
      Draft larger = draft.with("text", "x".repeat(Draft.MAX_BODY_BYTES - frame + 1));
      assertCode(ErrorCode.TOO_LARGE, () -> journal.append(larger));
      Draft wide = draft.with("text", "é".repeat(Draft.MAX_BODY_BYTES / 2 - 4));
      assertCode(ErrorCode.TOO_LARGE, () -> journal.append(wide));
      assertEquals(1, journal.head());
    }
  }

  @Test
  void refusesWhatJsonCannotHold() {
    try (Journal journal = Fixtures.journal(dir)) {
      Draft half = Fixtures.draft(1).with("text", "\ud83d");
      assertCode(ErrorCode.INVALID_PARAMS, () -> journal.append(half));
      assertEquals(0, journal.head());
      assertEquals(1, journal.append(Fixtures.draft(1)).seq());
    }
  }

  @Test
  void changesStateAndEventsTogetherOrNotAtAll() {
    try (Journal journal = Fixtures.journal(dir)) {
      Event event =
          journal.transact(tx -> {
            tx.update(
                "INSERT INTO blob (sha, bytes, media_type, created_ms) VALUES (?, ?, ?, ?)",
                "a",
                1,
                "text/plain",
                2L);
            return tx.append(Fixtures.draft(1));
          });
      assertEquals(1, event.seq());
      var thrown =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  journal.transact(tx -> {
                    tx.update("DELETE FROM blob");
                    tx.append(Fixtures.draft(2));
                    throw new IllegalArgumentException("half-way");
                  }));
      assertEquals("half-way", thrown.getMessage());
      assertEquals(List.of("a"), journal.query("SELECT sha FROM blob", row -> row.text("sha")));
      assertEquals(1, journal.head());
      assertEquals(2, journal.append(Fixtures.draft(3)).seq());
      assertEquals(VerifyReport.Verdict.OK, journal.verify().verdict());
    }
  }

  @Test
  void oneFailingUnitNeverHarmsItsNeighbours() throws Exception {
    try (Journal journal = Fixtures.journal(dir);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all =
          IntStream.range(0, 600)
              .mapToObj(i -> threads.submit((Callable<Boolean>) () -> appendOrFail(journal, i)))
              .toList();
      int kept = 0;
      for (Future<Boolean> one : all) {
        kept += one.get() ? 1 : 0;
      }
      assertEquals(400, kept);
      assertEquals(400, journal.head());
      assertEquals(VerifyReport.Verdict.OK, journal.verify().verdict());
    }
  }

  private static boolean appendOrFail(Journal journal, int i) {
    if (i % 3 != 0) {
      return journal.append(Fixtures.draft(i)).seq() > 0;
    }
    assertThrows(
        ArithmeticException.class,
        () ->
            journal.transact(tx -> {
              tx.append(Fixtures.draft(i));
              tx.append(Fixtures.draft(i));
              throw new ArithmeticException();
            }));
    return false;
  }

  @Test
  void readsByKindRunSessionAndLimit() {
    var time = new FakeTime();
    try (Journal journal = Fixtures.journal(dir, time)) {
      for (int i = 1; i <= 30; i++) {
        time.advance(Duration.ofMillis(7));
        Draft draft =
            Draft.of(i % 2 == 0 ? EventKind.JOB_STARTED : EventKind.JOB_DONE, Actor.SYSTEM);
        draft = i % 3 == 0 ? draft.corr("r") : draft;
        journal.append(i % 5 == 0 ? draft.in(SESSION) : draft);
      }
      assertEquals(
          LongStream.rangeClosed(21, 25).boxed().toList(),
          Fixtures.seqs(journal.read(EventQuery.after(20, 5))));
      assertEquals(
          List.of(2L, 4L, 6L),
          Fixtures.seqs(journal.read(EventQuery.after(0, 3).kinds(Set.of(EventKind.JOB_STARTED)))));
      assertEquals(10, journal.read(EventQuery.ofRun("r")).size());
      var ofSession = new EventQuery(5, Set.of(), Optional.of("r"), Optional.of(SESSION), 10);
      assertEquals(List.of(15L, 30L), Fixtures.seqs(journal.read(ofSession)));
      assertEquals(List.of(), journal.read(EventQuery.ofRun("' OR 1=1 --")));
    }
  }

  @Test
  void keepsEverythingToTheOwner() throws Exception {
    try (Journal journal = Fixtures.journal(dir.resolve("new"))) {
      journal.append(Fixtures.draft(1));
      try (var files = Files.list(dir.resolve("new"))) {
        for (Path file : files.toList()) {
          assertEquals(
              "rw-------",
              PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
              file.toString());
        }
      }
    }
  }

  @Test
  void refusesCallsAfterItsEnd() {
    Journal journal = Fixtures.journal(dir);
    journal.append(Fixtures.draft(1));
    journal.close();
    journal.close();
    assertCode(ErrorCode.STORAGE, () -> journal.append(Fixtures.draft(2)));
    assertCode(ErrorCode.STORAGE, () -> journal.read(EventQuery.after(0, 1)));
    assertFalse(Files.exists(dir.resolve("journal.db-wal")));
  }

  @Test
  void refusesToWaitForItselfInsideATransaction() {
    try (Journal journal = Fixtures.journal(dir)) {
      assertThrows(
          IllegalStateException.class,
          () -> journal.transact(_ -> journal.append(Fixtures.draft(1))));
      assertEquals(1, journal.append(Fixtures.draft(1)).seq());
    }
  }

  @Test
  void anInterruptNeitherLosesNorDoublesAnEvent() throws Exception {
    try (Journal journal = Fixtures.journal(dir)) {
      Thread interrupted =
          Thread.ofVirtual()
              .start(() -> {
                Thread.currentThread().interrupt();
                journal.append(Fixtures.draft(1));
                assertTrue(Thread.currentThread().isInterrupted());
                journal.append(Fixtures.draft(2));
              });
      interrupted.join();
      assertEquals(2, journal.head());
    }
  }

  @Test
  void aWallClockThatJumpsBackChangesNoOrder() {
    var time = new FakeTime();
    try (Journal journal = Fixtures.journal(dir, time)) {
      journal.append(Fixtures.draft(1));
      time.advance(Duration.ofDays(-3650));
      Event later = journal.append(Fixtures.draft(2));
      assertEquals(2, later.seq());
      assertEquals(List.of(1L, 2L), Fixtures.seqs(journal.read(EventQuery.after(0, 5))));
      assertTrue(journal.verify().sound());
    }
  }

  private static void assertCode(ErrorCode code, Runnable work) {
    assertEquals(code, assertThrows(Problem.class, work::run).code());
  }
}
