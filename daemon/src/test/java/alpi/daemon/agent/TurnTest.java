package alpi.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.agent.TurnEvent.TurnResult;
import alpi.daemon.agent.TurnFixture.Watched;
import alpi.daemon.base.JobId;
import alpi.daemon.base.Secret;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.model.ScriptedModelServer;
import alpi.daemon.session.Message;
import alpi.daemon.session.TurnState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnTest {
  @TempDir Path dir;

  private static String text(String words) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + words
        + "\"},\"finish_reason\":null}]}\n\n"
        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        + "data: [DONE]\n\n";
  }

  private static String call(String words) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\","
        + "\"type\":\"function\",\"function\":{\"name\":\"echo\",\"arguments\":\"{\\\"words\\\":\\\""
        + words
        + "\\\"}\"}}]},\"finish_reason\":null}]}\n\n"
        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
        + "data: [DONE]\n\n";
  }

  /// Calls the tool when the request has no tool result after the last user message.
  private static ScriptedModelServer.Script toolThenAnswer() {
    return (request, _, reply) ->
        reply.stream(
            request.body().contains("\"role\":\"tool\"") ? text("all done") : call("hello"));
  }

  @Test
  void answersAndKeepsTheConversation() throws InterruptedException {
    try (TurnFixture fixture =
        new TurnFixture(dir, (_, _, reply) -> reply.stream(text("good morning")))) {
      Watched turn = fixture.run("hello");
      TurnResult result = turn.result();
      assertEquals("done", result.state());
      assertEquals("good morning", result.text());
      List<Message> kept = fixture.sessions.open(result.session()).messages();
      assertTrue(
          kept.stream().anyMatch(m -> m instanceof Message.User u && u.text().equals("hello")));
      assertEquals(
          Optional.of(TurnState.FINISHED),
          fixture.sessions.open(result.session()).turnState(result.turn().value()));
    }
  }

  @Test
  void recordsEachStepBeforeTheNextAndAllUnderOneRun() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      TurnResult result = fixture.run("use the tool").result();
      assertEquals("all done", result.text());
      assertEquals(List.of("hello"), fixture.echoed);
      List<EventKind> kinds =
          fixture.journal.read(EventQuery.ofRun(result.turn().value())).stream()
              .map(Event::kind)
              .toList();
      int called = kinds.indexOf(EventKind.TOOL_CALLED);
      int answered = kinds.indexOf(EventKind.TOOL_ANSWERED);
      assertTrue(kinds.indexOf(EventKind.RUN_STARTED) < called);
      assertTrue(called < answered);
      assertTrue(answered < kinds.indexOf(EventKind.RUN_FINISHED));
      assertTrue(fixture.journal.verify().sound());
    }
  }

  @Test
  void noPrivateWordReachesTheJournal() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      fixture.run("the canary sings at midnight");
      String all = fixture.journal.read(EventQuery.after(0, 1000)).toString();
      assertFalse(all.contains("canary"), all);
    }
  }

  @Test
  void theStepCeilingEndsInAnAnswerWithoutTools() throws InterruptedException {
    ScriptedModelServer.Script endless =
        (request, _, reply) ->
            reply.stream(
                request.body().contains("\"tools\"")
                    ? call("again")
                    : text("this is how far I got"));
    try (TurnFixture fixture = new TurnFixture(dir, endless)) {
      TurnRequest request =
          fixture.request(
              "go on for ever", new SessionChoice.Fresh(), OptionalInt.of(3), Optional.empty());
      Watched turn = fixture.watch(fixture.turns.submit(request, TurnFixture.OWNER));
      assertEquals("this is how far I got", turn.result().text());
      assertEquals(3, fixture.echoed.size());
    }
  }

  @Test
  void anEmptyAnswerIsAskedForOnceMoreAndThenFails() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    ScriptedModelServer.Script mute =
        (_, _, reply) -> {
          calls.incrementAndGet();
          reply.stream(text(""));
        };
    try (TurnFixture fixture = new TurnFixture(dir, mute)) {
      TurnResult result = fixture.run("hello").result();
      assertEquals("failed", result.state());
      assertEquals(Optional.of(ErrorCode.EMPTY_ANSWER.wire()), result.code());
      assertEquals(2, calls.get());
    }
  }

  @Test
  void theSameKeyIsTheSameTurn() throws InterruptedException {
    try (TurnFixture fixture = new TurnFixture(dir, toolThenAnswer())) {
      TurnRequest once =
          fixture.request(
              "do it", new SessionChoice.Fresh(), OptionalInt.empty(), Optional.of("key-1"));
      JobId first = fixture.turns.submit(once, TurnFixture.OWNER);
      fixture.watch(first);
      JobId second = fixture.turns.submit(once, TurnFixture.OWNER);
      assertEquals(first, second);
      assertEquals("all done", fixture.watch(second).result().text());
      assertEquals(List.of("hello"), fixture.echoed);
      TurnRequest other =
          fixture.request(
              "do something else",
              new SessionChoice.Fresh(),
              OptionalInt.empty(),
              Optional.of("key-1"));
      Problem conflict =
          assertThrows(Problem.class, () -> fixture.turns.submit(other, TurnFixture.OWNER));
      assertEquals(ErrorCode.IDEM_CONFLICT, conflict.code());
    }
  }

  @Test
  void aStoppedTurnEndsSoonAndSaysSo() throws InterruptedException, IOException {
    CountDownLatch asked = new CountDownLatch(1);
    ScriptedModelServer.Script silent =
        (_, _, reply) -> {
          reply.events();
          asked.countDown();
          reply.hold();
        };
    try (TurnFixture fixture = new TurnFixture(dir, silent)) {
      JobId turn = fixture.turns.submit(fixture.request("wait"), TurnFixture.OWNER);
      asked.await();
      assertTrue(fixture.turns.cancel(turn, TurnFixture.OWNER));
      assertEquals("cancelled", fixture.watch(turn).result().state());
    }
  }

  @Test
  void wordsAddedMeanwhileReachTheModelBehindTheToolThatRan() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch steered = new CountDownLatch(1);
    List<String> bodies = new CopyOnWriteArrayList<>();
    ScriptedModelServer.Script script =
        (request, _, reply) -> {
          bodies.add(request.body());
          if (bodies.size() > 1) {
            reply.stream(text("only the tests, then"));
            return;
          }
          asked.countDown();
          await(steered);
          reply.stream(call("hello"));
        };
    try (TurnFixture fixture = new TurnFixture(dir, script)) {
      JobId turn = fixture.turns.submit(fixture.request("look around"), TurnFixture.OWNER);
      asked.await();
      assertTrue(fixture.turns.steer(turn, "only the tests", TurnFixture.OWNER));
      steered.countDown();
      Watched watched = fixture.watch(turn);
      assertEquals("only the tests, then", watched.result().text());
      assertEquals(2, bodies.size());
      String second = bodies.getLast();
      assertTrue(second.indexOf("only the tests") > second.indexOf("echo: hello"), second);
      List<TurnEvent> told =
          watched.events().stream()
              .filter(e -> e instanceof TurnEvent.ToolAnswered || e instanceof TurnEvent.Steered)
              .toList();
      assertEquals(2, told.size());
      assertEquals(new TurnEvent.Steered(2, "only the tests"), told.getLast());
      assertFalse(fixture.turns.steer(turn, "too late", TurnFixture.OWNER));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aBusyConversationTakesNoSecondTurn() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    ScriptedModelServer.Script silent =
        (_, _, reply) -> {
          reply.events();
          asked.countDown();
          reply.hold();
        };
    try (TurnFixture fixture = new TurnFixture(dir, silent)) {
      JobId turn = fixture.turns.submit(fixture.request("wait"), TurnFixture.OWNER);
      asked.await();
      TurnRequest second =
          fixture.request(
              "me too", new SessionChoice.Latest(), OptionalInt.empty(), Optional.empty());
      Problem busy =
          assertThrows(Problem.class, () -> fixture.turns.submit(second, TurnFixture.OWNER));
      assertEquals(ErrorCode.BUSY, busy.code());
      fixture.turns.cancel(turn, TurnFixture.OWNER);
      fixture.watch(turn);
    }
  }

  @Test
  void whatAModelKnowsOfASecretIsNeitherShownNorKeptNorSentAgain() throws Exception {
    String secret = "h1dden-c4nary-value";
    List<String> asked = new CopyOnWriteArrayList<>();
    ScriptedModelServer.Script script =
        (request, _, reply) -> {
          asked.add(request.body());
          reply.stream(
              "data: {\"choices\":[{\"delta\":{\"content\":\"it is h1dden-\"}}]}\n\n"
                  + "data: {\"choices\":[{\"delta\":{\"content\":\"c4nary-val\"}}]}\n\n"
                  + text("ue, you see"));
        };
    try (TurnFixture fixture = new TurnFixture(dir, script)) {
      fixture.kit.settings().setSecret("KEY", new Secret(secret), TurnFixture.OWNER);
      Watched turn = fixture.run("what is " + secret);
      assertEquals("it is [redacted], you see", turn.result().text());
      String heard =
          turn.events().stream()
              .filter(TurnEvent.Text.class::isInstance)
              .map(event -> ((TurnEvent.Text) event).text())
              .collect(Collectors.joining());
      assertEquals(turn.result().text(), heard);
      String kept = fixture.sessions.open(turn.result().session()).messages().toString();
      assertFalse(kept.contains(secret), kept);
      assertFalse(asked.toString().contains(secret), asked.toString());
    }
  }

  @Test
  void aKeyThatTheAskerBroughtAlongIsKeptOutOfSightToo() throws Exception {
    ScriptedModelServer.Script script =
        (request, _, reply) -> reply.stream(text("your key is test-key, is it not"));
    try (TurnFixture fixture = new TurnFixture(dir, script)) {
      Watched turn = fixture.run("my key is test-key");
      assertEquals("your key is [redacted], is it not", turn.result().text());
      String kept = fixture.sessions.open(turn.result().session()).messages().toString();
      assertFalse(kept.contains("test-key"), kept);
    }
  }
}
