package alpi.cli.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.FakeDaemon.Reply;
import alpi.cli.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class ShownTest {
  private final BlockingQueue<Reply> turns = new LinkedBlockingQueue<>();

  private TerminalFixture open() throws Exception {
    return new TerminalFixture(
        80,
        24,
        (request, reply) -> {
          if (request.text("method").equals("host.chat.send")) {
            turns.add(reply);
          } else {
            reply.result(new JsonObject());
          }
        });
  }

  @Test
  void showsThoughtsAndCostAsTheOwnerWants() throws Exception {
    try (TerminalFixture terminal = open()) {
      terminal.type("why?\r");
      Reply turn = turns.take();
      JsonObject show = new JsonObject().put("reasoning", true).put("cost", false);
      turn.event(
          new JsonObject()
              .put("kind", "started")
              .put("turn", "t1")
              .put("session", "s1")
              .put("model", "m")
              .put("show", show));
      turn.event(new JsonObject().put("kind", "reasoning").put("text", "First this,\nthen"));
      turn.event(new JsonObject().put("kind", "reasoning").put("text", " that."));
      turn.text(1, 0, "So.");
      String screen = terminal.waitFor("So.");
      assertTrue(screen.indexOf("First this,") < screen.indexOf("then that."), screen);
      assertTrue(screen.indexOf("then that.") < screen.indexOf("So."), screen);
      turn.result(
          new JsonObject()
              .put("turn", "t1")
              .put("state", "done")
              .put("text", "So.")
              .put("model", "told-by-m")
              .put("millis", 5)
              .put("usd", 2));
      assertFalse(terminal.waitFor("told-by-m").contains("USD"));
      terminal.type("/quit\r");
      assertEquals(0, terminal.exit());
    }
  }
}
