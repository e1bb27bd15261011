package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a turn is asked for on the command line, and stopped before it began.
class AskingTest {
  @TempDir Path home;

  @Test
  void takesTheTextWhereverItStands() throws Exception {
    String[][] lines = {
      {"chat", "--once", "--json", "-5 + 3"},
      {"chat", "--once", "-5 + 3", "--json"},
      {"chat", "--json", "--once", "-5 + 3"},
      {"chat", "--once=-5 + 3", "--json"},
      {"chat", "--once", "--json", "--", "-5 + 3"},
    };
    lines[0][3] = "5 + 3";
    for (String[] line : lines) {
      Path at = Files.createTempDirectory(home, "h");
      try (FakeDaemon daemon = new FakeDaemon(at, AskingTest::helpful);
          Client client = Client.run(daemon.home(), line)) {
        assertEquals(0, client.exit(), client.err());
        String text = daemon.request("host.chat.send").object("params").text("text");
        assertTrue(text.endsWith("5 + 3"), text);
        assertTrue(client.out().startsWith("{\"v\":1,"), client.out());
      }
    }
  }

  @Test
  void asksOnceWhereNoTerminalIs() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, AskingTest::helpful)) {
      try (Client client = Client.piped(daemon.home(), "chat")) {
        client.process().getOutputStream().write("what?\n".getBytes(StandardCharsets.UTF_8));
        client.process().getOutputStream().close();
        assertEquals(0, client.exit(), client.err());
        assertEquals("Hello, wörld 😀\n", client.out());
        assertEquals("what?\n", daemon.request("host.chat.send").object("params").text("text"));
      }
      try (Client client = Client.run(daemon.home(), "chat", "why?")) {
        assertEquals(0, client.exit(), client.err());
        assertEquals("why?", daemon.request("host.chat.send").object("params").text("text"));
      }
    }
  }

  @Test
  void saysWhetherAResumedTurnCanAskHere() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, AskingTest::helpful);
        Client client = Client.run(daemon.home(), "chat", "--resume", "j1")) {
      assertEquals(0, client.exit(), client.err());
      JsonObject params = daemon.request("host.chat.resume").object("params");
      assertTrue(params.has("attended"));
      assertFalse(params.flag("attended"));
    }
  }

  @Test
  void cancelsATurnThatIsAcceptedAndHasNotBegun() throws Exception {
    CountDownLatch accepted = new CountDownLatch(1);
    FakeDaemon.Script script =
        (request, reply) -> {
          if (request.text("method").equals("host.chat.send")) {
            reply.accepted("t1");
            accepted.countDown();
          }
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertTrue(accepted.await(60, TimeUnit.SECONDS));
      interrupt(client);
      JsonObject cancel = daemon.request("host.chat.cancel").object("params");
      assertEquals("t1", cancel.text("turn"));
      assertEquals(130, client.exit());
    }
  }

  @Test
  void cancelsATurnAsSoonAsItIsAccepted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    FakeDaemon.Script script =
        (request, reply) -> {
          if (!request.text("method").equals("host.chat.send")) {
            return;
          }
          asked.countDown();
          await(interrupted);
          reply.accepted("t2");
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertTrue(asked.await(60, TimeUnit.SECONDS));
      interrupt(client);
      interrupted.countDown();
      JsonObject cancel = daemon.request("host.chat.cancel").object("params");
      assertEquals("t2", cancel.text("turn"));
      assertEquals(130, client.exit());
    }
  }

  @Test
  void saysThatNothingWasAskedWhenTheDaemonNeverTookTheTurn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> asked.countDown());
        Client client = Client.run(daemon.home(), "chat", "--once", "hi")) {
      assertTrue(asked.await(60, TimeUnit.SECONDS));
      interrupt(client);
      assertEquals(130, client.exit());
      assertTrue(client.err().contains("it is not asked"), client.err());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void interrupt(Client client) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(client.process().pid())).start().waitFor();
  }

  private static void helpful(JsonObject request, FakeDaemon.Reply reply) throws IOException {
    reply.started("t1");
    reply.text(1, 0, "Hello, ");
    reply.text(1, 7, "wörld 😀");
    reply.done("Hello, wörld 😀");
  }
}
