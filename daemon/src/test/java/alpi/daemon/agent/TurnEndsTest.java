package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.JobState;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.session.Message;
import alpi.daemon.session.TurnState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every turn ends for whoever watches it, and ends once, whatever ended its job.
@Timeout(30)
class TurnEndsTest {
  @TempDir Path dir;

  private static String text(String words) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + words
        + "\"},\"finish_reason\":null}]}\n\n"
        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        + "data: [DONE]\n\n";
  }

  private static ScriptedModelServer.Script says(String words) {
    return (_, _, reply) -> reply.stream(text(words));
  }

  /// A model that says when it was asked and answers when it is let.
  private record Gate(CountDownLatch asked, CountDownLatch go)
      implements ScriptedModelServer.Script {
    Gate() {
      this(new CountDownLatch(1), new CountDownLatch(1));
    }

    @Override
    public void answer(
        ScriptedModelServer.Request request, int call, ScriptedModelServer.Reply reply)
        throws IOException, InterruptedException {
      asked.countDown();
      go.await();
      reply.stream(text("late answer"));
    }
  }

  private static TurnRequest in(TurnFixture fixture, SessionId session, String text) {
    return fixture.request(
        text, new SessionChoice.Existing(session), OptionalInt.empty(), Optional.empty());
  }

  private static TurnRequest keyed(TurnFixture fixture, String text) {
    return fixture.request(
        text, new SessionChoice.Fresh(), OptionalInt.empty(), Optional.of("key-1"));
  }

  private static SessionId session(TurnFixture fixture, JobId turn) {
    return fixture.jobs.find(turn).orElseThrow().session().orElseThrow();
  }

  /// Puts a job back to where a daemon that died would have left it.
  private static void killUnder(TurnFixture fixture, JobId turn) {
    fixture.journal.transact(tx -> {
      tx.update(
          "UPDATE job SET state = 'running', result = NULL, error = NULL, detail = NULL,"
              + " lease_owner = 'gone' WHERE id = ?",
          turn.value());
      return true;
    });
  }

  @Test
  void aTurnThatIsStoppedWhileItWaitsEndsForItsWatcherAndFreesItsConversation()
      throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      JobId turn = fixture.turns.submit(fixture.request("wait"), TurnFixture.OWNER);
      SessionId session = session(fixture, turn);
      assertTrue(fixture.turns.cancel(turn, TurnFixture.OWNER));
      TurnResult result = fixture.watch(turn).result();
      assertEquals("cancelled", result.state());
      assertEquals(Optional.of(ErrorCode.CANCELLED.wire()), result.code());
      assertEquals(
          Optional.of(TurnState.INTERRUPTED),
          fixture.sessions.open(session).turnState(turn.value()));
      fixture.turns.submit(in(fixture, session, "next"), TurnFixture.OWNER);
    }
  }

  @Test
  void aWaitingJobThatIsCancelledByItsTableEndsTheTurnToo() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      JobId turn = fixture.turns.submit(fixture.request("wait"), TurnFixture.OWNER);
      fixture.jobs.cancel(turn, TurnFixture.OWNER);
      assertEquals("cancelled", fixture.watch(turn).result().state());
    }
  }

  @Test
  void aTurnThatWaitsInTheTableOfAnEarlierDaemonCanBeStopped() throws InterruptedException {
    JobId turn;
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      turn = fixture.turns.submit(fixture.request("wait"), TurnFixture.OWNER);
    }
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      assertTrue(fixture.turns.cancel(turn, TurnFixture.OWNER));
      assertEquals(JobState.CANCELLED, fixture.jobs.find(turn).orElseThrow().state());
      assertEquals("cancelled", fixture.watch(turn).result().state());
      assertFalse(fixture.turns.cancel(turn, TurnFixture.OWNER));
    }
  }

  @Test
  void aTurnWhoseEndCannotBeWrittenStillEnds() throws InterruptedException {
    Gate gate = new Gate();
    try (TurnFixture fixture = new TurnFixture(dir, gate)) {
      JobId turn = fixture.turns.submit(fixture.request("hello"), TurnFixture.OWNER);
      gate.asked().await();
      fixture.sessions.delete(session(fixture, turn), TurnFixture.OWNER);
      gate.go().countDown();
      TurnResult result = fixture.watch(turn).result();
      assertEquals("failed", result.state());
      assertEquals(Optional.of(ErrorCode.GONE.wire()), result.code());
      assertEquals(JobState.FAILED, fixture.jobs.find(turn).orElseThrow().state());
    }
  }

  @Test
  void anAnswerThatWasGivenIsNotAskedForAgainAfterACrash() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    ScriptedModelServer.Script counting =
        (_, _, reply) -> {
          calls.incrementAndGet();
          reply.stream(text("the answer"));
        };
    JobId turn;
    try (TurnFixture fixture = new TurnFixture(dir, counting)) {
      turn = fixture.turns.submit(keyed(fixture, "hello"), TurnFixture.OWNER);
      fixture.watch(turn);
      killUnder(fixture, turn);
    }
    try (TurnFixture fixture = new TurnFixture(dir, counting)) {
      assertEquals(JobState.DONE, fixture.jobs.find(turn).orElseThrow().state());
      assertEquals(turn, fixture.turns.submit(keyed(fixture, "hello"), TurnFixture.OWNER));
      TurnResult result = fixture.watch(turn).result();
      assertEquals("done", result.state());
      assertEquals("the answer", result.text());
      assertEquals(1, result.steps());
      assertEquals("openai/scripted", result.model());
      assertEquals(1, calls.get());
    }
  }

  @Test
  void aTurnIsNotTakenUpWhileItsConversationAnswers() throws InterruptedException {
    JobId lost;
    SessionId session;
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      lost = fixture.turns.submit(fixture.request("first"), TurnFixture.OWNER);
      session = session(fixture, lost);
      killUnder(fixture, lost);
    }
    Gate gate = new Gate();
    try (TurnFixture fixture = new TurnFixture(dir, gate)) {
      JobId second = fixture.turns.submit(in(fixture, session, "second"), TurnFixture.OWNER);
      gate.asked().await();
      Problem busy =
          assertThrows(
              Problem.class, () -> fixture.turns.requeue(lost, Map.of(), false, TurnFixture.OWNER));
      assertEquals(ErrorCode.BUSY, busy.code());
      gate.go().countDown();
      assertEquals("done", fixture.watch(second).result().state());
    }
  }

  @Test
  void whatIsNotAcceptedLeavesNoWords() {
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      JobId first = fixture.turns.submit(fixture.request("first"), TurnFixture.OWNER);
      SessionId session = session(fixture, first);
      fixture.turns.cancel(first, TurnFixture.OWNER);
      fillTheQueue(fixture);
      for (TurnRequest refused :
          List.of(in(fixture, session, "orphan"), fixture.request("orphan"))) {
        Problem full =
            assertThrows(Problem.class, () -> fixture.turns.submit(refused, TurnFixture.OWNER));
        assertEquals(ErrorCode.QUEUE_FULL, full.code());
      }
      List<Message> kept = fixture.sessions.open(session).messages();
      assertFalse(
          kept.stream().anyMatch(m -> m instanceof Message.User u && u.text().equals("orphan")));
      assertEquals(1, fixture.sessions.list(10, Optional.empty()).size());
    }
  }

  private static void fillTheQueue(TurnFixture fixture) {
    fixture.journal.transact(tx -> {
      for (int job = 0; job < Jobs.MAX_QUEUED; job++) {
        tx.update(
            "INSERT INTO job (id, kind, input, input_sha, actor, state, attempt, created_ms,"
                + " updated_ms) VALUES (?, 'other', '{}', '', 'system', 'queued', 0, 0, 0)",
            "j%017d".formatted(job));
      }
      return true;
    });
  }

  @Test
  void aTurnThatIsOverTakesNoMoreWords() throws InterruptedException {
    ScriptedModelServer.Script broken = (_, _, reply) -> reply.stream(text(""));
    try (TurnFixture fixture = new TurnFixture(dir, broken)) {
      JobId turn = fixture.turns.submit(fixture.request("hello"), TurnFixture.OWNER);
      assertEquals("failed", fixture.watch(turn).result().state());
      assertFalse(fixture.turns.steer(turn, "too late", TurnFixture.OWNER));
    }
  }

  @Test
  void wordsThatATurnDidNotComeToAreKeptForTheNextOne() throws InterruptedException {
    Gate gate = new Gate();
    try (TurnFixture fixture = new TurnFixture(dir, gate)) {
      JobId turn = fixture.turns.submit(fixture.request("hello"), TurnFixture.OWNER);
      gate.asked().await();
      assertTrue(fixture.turns.steer(turn, "and this", TurnFixture.OWNER));
      fixture.turns.cancel(turn, TurnFixture.OWNER);
      gate.go().countDown();
      TurnResult result = fixture.watch(turn).result();
      assertEquals("cancelled", result.state());
      assertTrue(
          fixture.sessions.open(result.session()).messages().stream()
              .anyMatch(m -> m instanceof Message.User u && u.text().equals("and this")));
    }
  }

  @Test
  void aConversationThatCannotBeReadKeepsNoOtherFromBeingTakenOver() throws IOException {
    JobId broken;
    JobId sound;
    try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
      sound = fixture.turns.submit(fixture.request("sound"), TurnFixture.OWNER);
      broken = fixture.turns.submit(fixture.request("broken"), TurnFixture.OWNER);
      killUnder(fixture, sound);
      killUnder(fixture, broken);
      Path file = fixture.profile.sessions().resolve(session(fixture, broken) + ".jsonl");
      try (var grown = new RandomAccessFile(file.toFile(), "rw")) {
        grown.setLength(65L << 20);
      }
    }
    for (int start = 0; start < 2; start++) {
      try (TurnFixture fixture = new TurnFixture(dir, says("never"), false)) {
        assertEquals(JobState.LOST, fixture.jobs.find(broken).orElseThrow().state());
        assertEquals(
            Optional.of(TurnState.INTERRUPTED),
            fixture.sessions.open(session(fixture, sound)).turnState(sound.value()));
        EventQuery ends = EventQuery.ofRun(sound.value()).kinds(Set.of(EventKind.RUN_FINISHED));
        assertEquals(1, fixture.journal.read(ends).size());
      }
    }
  }
}
