package alpi.cli.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.FakeDaemon.Reply;
import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// What is typed while a turn runs, and what it asks.
class MeanwhileTest {
  private static final String CTRL_C = "\u0003";

  /// The stream of each turn, for the test to play.
  private final BlockingQueue<Reply> turns = new LinkedBlockingQueue<>();

  @Test
  void interruptsAndSteersATurnThatWaitsForItsBeginning() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      terminal.type("only tests\r");
      turn.accepted("t7");
      JsonObject steer = terminal.daemon().request("host.chat.steer").object("params");
      assertEquals("t7", steer.text("turn"));
      assertEquals("only tests", steer.text("text"));
      terminal.type(CTRL_C);
      JsonObject cancel = terminal.daemon().request("host.chat.cancel").object("params");
      assertEquals("t7", cancel.text("turn"));
    }
  }

  @Test
  void answersAnApprovalInline() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.event(
          new JsonObject()
              .put("kind", "approval.asked")
              .put(
                  "approval",
                  new JsonObject()
                      .put("id", "a1")
                      .put("tool", "shell")
                      .put("summary", "rm x")
                      .put("taint", new JsonArray())));
      terminal.waitFor("Allow? [o]nce, [d]eny:\n›");
      terminal.type("maybe\r");
      terminal.waitFor("one of the letters");
      terminal.type("o\r");
      JsonObject answer = terminal.daemon().request("host.approval.answer").object("params");
      assertEquals("a1", answer.text("approval"));
      assertEquals("once", answer.text("choice"));
    }
  }

  @Test
  void saysWhatHappensToWordsTypedWhileATurnRuns() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.text(1, 0, "Looking");
      terminal.waitFor("Looking");
      terminal.type("only tests\r");
      JsonObject steer = terminal.daemon().request("host.chat.steer").object("params");
      assertEquals("only tests", steer.text("text"));
      terminal.waitFor("Looking\n  queued: only tests\n›");
      turn.event(new JsonObject().put("kind", "steered").put("step", 2).put("text", "only tests"));
      turn.text(2, 0, "Only those.");
      String shown = terminal.waitFor("told: only tests\nOnly those.\n›");
      assertFalse(shown.contains("queued"), shown);
      turn.done("Done.");
      terminal.waitFor(screen -> screen.endsWith("›"));
      assertFalse(terminal.screen().contains("not told"), terminal.screen());
    }
  }

  @Test
  void asksWithWordsThatCameTooLateForTheTurn() throws Exception {
    BlockingQueue<Reply> steers = new LinkedBlockingQueue<>();
    try (TerminalFixture terminal =
        new TerminalFixture(
            80,
            24,
            (request, reply) ->
                (request.text("method").equals("host.chat.steer") ? steers : turns).add(reply))) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.waitFor("thinking");
      terminal.type("and then\r");
      Reply steer = steers.take();
      turn.done("Done.");
      steer.result(new JsonObject().put("accepted", false));
      turns.take();
      terminal.daemon().request("host.chat.steer");
      JsonObject second = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("and then", second.text("text"));
      assertEquals("s1", second.text("session"));
      terminal.waitFor("asked now: and then");
    }
  }

  @Test
  void putsWordsThatTheModelWasNeverToldBackOnTheLine() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.waitFor("thinking");
      terminal.type("only tests\r");
      terminal.waitFor("queued");
      turn.failed("internal", "The model broke.");
      terminal.waitFor(screen -> screen.endsWith("The model broke.\n› only tests"));
      terminal.type("\r");
      terminal.daemon().request("host.chat.send");
      JsonObject again = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("only tests", again.text("text"));
    }
  }

  @Test
  void keepsWhatIsBeingTypedWhenWordsCouldNotBeTold() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.waitFor("thinking");
      terminal.type("only tests\rsomething else");
      terminal.waitFor("queued: only tests\n› something else");
      turn.failed("internal", "The model broke.");
      terminal.waitFor(screen ->
          screen.contains("not told any more") && screen.endsWith("only tests\n› something else"));
    }
  }

  @Test
  void asksWithWordsThatTheDaemonRefusedOnceTheTurnIsOver() throws Exception {
    try (TerminalFixture terminal =
        new TerminalFixture(
            80,
            24,
            (request, reply) -> {
              if (request.text("method").equals("host.chat.steer")) {
                reply.error("queue_full", "Enough words wait.");
              } else {
                turns.add(reply);
              }
            })) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.waitFor("thinking");
      terminal.type("and then\r");
      terminal.daemon().request("host.chat.steer");
      terminal.waitFor("queued: and then");
      turn.done("Done.");
      terminal.daemon().request("host.chat.send");
      turns.take();
    }
  }

  @Test
  void keepsTheLineThatWasBeingTypedWhenATurnIsInterrupted() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.waitFor("thinking");
      terminal.type("half a line" + CTRL_C);
      terminal.daemon().request("host.chat.cancel");
      terminal.waitFor(screen -> screen.endsWith("› half a line"));
    }
  }

  @Test
  void takesNoLineForAnAnswerThatWasBegunBeforeTheQuestion() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.waitFor("thinking");
      terminal.type("o");
      terminal.waitFor(screen -> screen.endsWith("› o"));
      turn.event(approval("a1"));
      terminal.waitFor("[d]eny:\n› o");
      terminal.type("\r");
      terminal.waitFor("no answer to it");
      JsonObject steer = terminal.daemon().request("host.chat.steer").object("params");
      assertEquals("o", steer.text("text"));
      terminal.type("o\r");
      terminal.daemon().request("host.approval.answer");
    }
  }

  @Test
  void putsOneQuestionAfterTheOther() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.event(approval("a1"));
      turn.event(approval("a2"));
      turn.event(approval("a3"));
      String screen = terminal.waitFor("do a1");
      assertFalse(screen.contains("do a2"), screen);
      turn.event(new JsonObject().put("kind", "approval.answered").put("approval", "a1"));
      terminal.waitFor("do a2");
      terminal.type("d\r");
      JsonObject second = terminal.daemon().request("host.approval.answer").object("params");
      assertEquals("a2", second.text("approval"));
      assertEquals("deny", second.text("choice"));
      terminal.waitFor("do a3");
    }
  }

  @Test
  void leavesWhileAnApprovalWaits() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.event(approval("a1"));
      terminal.waitFor("do a1");
      terminal.type("/quit\r");
      assertEquals(0, terminal.exit());
      assertTrue(terminal.screen().contains("alpi chat --resume t1"), terminal.screen());
    }
  }

  private static JsonObject approval(String id) {
    JsonObject ask = new JsonObject().put("id", id).put("tool", "shell").put("summary", "do " + id);
    return new JsonObject().put("kind", "approval.asked").put("approval", ask);
  }
}
