package alpi.cli.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.FakeDaemon.Reply;
import alpi.cli.json.JsonObject;
import java.nio.file.Files;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";

  /// The stream of each turn, for the test to play.
  private final BlockingQueue<Reply> turns = new LinkedBlockingQueue<>();

  @Test
  void showsWordsBeforeTheAnswerIsComplete() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("why?\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.text(1, 0, "The **sky** is");
      terminal.waitFor("The sky is\n›");
      turn.text(1, 14, " blue.\n\nBecause");
      String screen = terminal.waitFor("The sky is blue.\n\nBecause\n›");
      assertTrue(screen.contains("› why?\nThe sky is blue."), screen);
      turn.done("Done.");
      terminal.waitFor("Because\n");
      terminal.type("/quit\r");
      assertEquals(0, terminal.exit());
    }
  }

  @Test
  void keepsWhatIsBeingTypedWhileTheAnswerGrowsPastTheScreen() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(20, 8, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      terminal.type("half a");
      StringBuilder answer = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        String word = "w" + i + (i % 7 == 0 ? "漢字 " : " ");
        turn.text(1, answer.length(), word);
        answer.append(word);
      }
      String screen = terminal.waitFor(shown -> shown.endsWith("w199\n› half a"));
      assertEquals(1, screen.split("half a", -1).length - 1, screen);
      turn.done("Done.");
    }
  }

  @Test
  void drawsAnewWhenTheTerminalIsResizedWhileTheAnswerStreams() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(60, 12, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.text(1, 0, "one two three four five six seven eight nine");
      terminal.waitFor("nine");
      terminal.resize(24, 12);
      turn.text(1, 44, " ten");
      String screen = terminal.waitFor("ten\n›");
      assertTrue(screen.contains("one two three four five\nsix seven eight nine\nten\n›"), screen);
    }
  }

  @Test
  void interruptsTheTurnWithOneMessageAndLeavesOnTheSecond() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.text(1, 0, "half an ans");
      terminal.waitFor("half an ans");
      terminal.type(CTRL_C);
      assertEquals(
          "t1", terminal.daemon().request("host.chat.cancel").object("params").text("turn"));
      turn.result(
          new JsonObject()
              .put("turn", "t1")
              .put("state", "cancelled")
              .put("text", "")
              .put("code", "cancelled")
              .put("message", "The turn was stopped."));
      String screen = terminal.waitFor("Interrupted.\n›");
      assertTrue(screen.contains("half an ans\nInterrupted."), screen);
      assertFalse(screen.contains("interrupting"), screen);
      assertFalse(screen.contains("stopped"), screen);
      assertEquals(2, screen.split("›", -1).length - 1, screen);
      terminal.type(CTRL_C);
      assertEquals(0, terminal.exit());
    }
  }

  @Test
  void leavesWithTheStatusOfAnInterruptWhenTheTurnIsStillRunning() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      turns.take().started("t1");
      terminal.waitFor("thinking");
      terminal.type(CTRL_C);
      terminal.daemon().request("host.chat.cancel");
      terminal.type(CTRL_C);
      assertEquals(130, terminal.exit());
    }
  }

  @Test
  void leavesOnTheSecondInterruptWhenNothingRuns() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("unsent" + CTRL_C);
      terminal.waitFor("unsent\n");
      terminal.type(CTRL_C);
      terminal.waitFor("Ctrl-C again leaves");
      terminal.type(CTRL_C);
      assertEquals(0, terminal.exit());
    }
  }

  @Test
  void interruptsATurnThatHasNoNameYet() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      terminal.type(CTRL_C);
      terminal.waitFor("interrupting");
      turn.started("t7");
      assertEquals(
          "t7", terminal.daemon().request("host.chat.cancel").object("params").text("turn"));
    }
  }

  @Test
  void beginsWithWhatWasAskedOnTheCommandLine() throws Exception {
    try (TerminalFixture terminal =
        new TerminalFixture("xterm", 80, 24, (request, reply) -> turns.add(reply), "why?")) {
      JsonObject sent = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("why?", sent.text("text"));
      turns.take().done("Because.");
      terminal.waitFor("› why?\nBecause.");
    }
  }

  @Test
  void clearsTheScreen() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("/cost\r");
      terminal.waitFor("0 USD in this conversation");
      terminal.type("/clear\r");
      terminal.waitFor(screen -> screen.equals("›"));
    }
  }

  @Test
  void undoesTheTurnOfThisConversationAndNoOther() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("/undo\r");
      terminal.waitFor("Nothing was done in this conversation yet");
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.done("Done.");
      terminal.waitFor("Done.");
      terminal.type("/undo\r");
      terminal.waitFor("The last turn changed no files.");
      JsonObject undo = terminal.daemon().request("host.run.undo").object("params");
      assertEquals("t1", undo.text("run"));
    }
  }

  @Test
  void repeatsNoReasonBelowAnAnswerThatWasShown() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("go\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.text(1, 0, "I may not.");
      turn.result(
          new JsonObject()
              .put("turn", "t1")
              .put("session", "s1")
              .put("state", "done")
              .put("text", "I may not.")
              .put("code", "denied")
              .put("message", "The owner said no.")
              .put("model", "m"));
      String screen = terminal.waitFor("m, 0 ms");
      assertFalse(screen.contains("The owner said no."), screen);
    }
  }

  @Test
  void sendsPastedLinesAsOneMessage() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("\u001b[200~first 'line\nsecond \\n line\n\u001b[201~");
      terminal.waitFor("second");
      terminal.type("\r");
      JsonObject sent = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("first 'line\nsecond \\n line", sent.text("text"));
    }
  }

  @Test
  void ignoresAnEmptyLineAndKeepsTheHistory() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("\r   \rhello!\r");
      JsonObject sent = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("hello!", sent.text("text"));
      turns.take().done("Hi.");
      terminal.waitFor("Hi.");
      terminal.type(CTRL_D);
      assertEquals(0, terminal.exit());
      assertTrue(Files.readString(terminal.history()).contains("hello!"));
    }
  }

  @Test
  void namesTheNearestCommandAndTakesAPathForWords() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("/hlep\r");
      terminal.waitFor("Did you mean \"/help\"?");
      terminal.type("/etc/hosts says what?\r");
      JsonObject sent = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("/etc/hosts says what?", sent.text("text"));
    }
  }

  @Test
  void writesPiecesAsTheyComeOnATerminalThatCannotRedraw() throws Exception {
    try (TerminalFixture terminal =
        new TerminalFixture(
            "dumb",
            80,
            24,
            (request, reply) -> {
              if (request.text("method").equals("host.chat.send")) {
                turns.add(reply);
              }
            })) {
      terminal.type("why?\r");
      Reply turn = turns.take();
      turn.started("t1");
      turn.text(1, 0, "The **sky** is");
      terminal.waitFor("The **sky** is");
      turn.text(1, 14, " blue.");
      turn.done("Done.");
      String screen = terminal.waitFor(shown -> shown.endsWith("›"));
      assertTrue(screen.contains("The **sky** is blue.\n"), screen);
      terminal.type(CTRL_C);
      terminal.waitFor("Ctrl-C again leaves");
      terminal.type(CTRL_C);
      assertEquals(0, terminal.exit());
    }
  }

  @Test
  void leavesATerminalThatCannotRedrawOnTheSecondInterrupt() throws Exception {
    try (TerminalFixture terminal =
        new TerminalFixture("dumb", 80, 24, (request, reply) -> turns.add(reply))) {
      terminal.type("why?\r");
      turns.take().started("t1");
      terminal.daemon().request("host.chat.send");
      terminal.type(CTRL_C);
      terminal.daemon().request("host.chat.cancel");
      terminal.type(CTRL_C);
      assertEquals(130, terminal.exit());
    }
  }

  @Test
  void keepsInterruptsInTheOrderOfTheOtherKeys() throws Exception {
    try (TerminalFixture terminal = TerminalFixture.playing(80, 24, turns)) {
      terminal.type("one" + CTRL_C + "two\r");
      JsonObject sent = terminal.daemon().request("host.chat.send").object("params");
      assertEquals("two", sent.text("text"));
      terminal.type(CTRL_C + CTRL_C);
      assertEquals(130, terminal.exit());
    }
  }
}
