package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mistakes on the command line, and commands other than chat.
class CommandLineTest {
  @TempDir Path home;

  @Test
  void namesTheCommandThatWasMeant() throws Exception {
    assertRefused("Did you mean \"chat\"?", "caht");
    assertRefused("Did you mean \"--once\"?", "chat", "--onec", "hi");
    assertRefused("Did you mean \"list\"?", "sessions", "lsit");
  }

  @Test
  void explainsWhatIsWrongWithAValue() throws Exception {
    Path fifo = home.resolve("fifo");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    assertRefused("not a regular file", "chat", "--once", "x", "--attach", fifo.toString());
    assertRefused("not a regular file", "chat", "--once", "x", "--attach", "/dev/zero");
    assertRefused("There is no file", "chat", "--once", "x", "--attach", "/no/such/file");
    assertRefused("--timeout takes a time", "chat", "--once", "x", "--timeout", "soon");
    assertRefused("--max-usd takes an amount", "chat", "--once", "x", "--max-usd", "much");
    assertRefused("prompt is empty", "chat", "--once", "");
    assertRefused("--once", "chat", "--once");
  }

  @Test
  void namesTheVerbsOfANounThatHasNoUsualOne() throws Exception {
    assertRefused("One of: use, test.", "model");
    assertRefused("needs a verb", "index", "--json");
  }

  @Test
  void namesTheArgumentThatIsMissing() throws Exception {
    assertRefused("\"alpi sessions show\" needs ID: the session.", "sessions", "show");
    assertRefused("\"alpi config set\" needs VALUE", "config", "set", "model");
    assertRefused("There is no option \"--jsno\".", "--jsno");
  }

  @Test
  void helpStartsWithTheWholeCommand() throws Exception {
    try (Client client = Client.run(home, "sessions", "show", "--help")) {
      assertEquals(0, client.exit(), client.err());
      assertTrue(client.out().startsWith("Usage: alpi sessions show "), client.out());
    }
  }

  @Test
  void usesNoModelThatNobodyOffers() throws Exception {
    FakeDaemon.Script daemonRefusesB =
        (request, reply) -> {
          if (request.object("params").text("value").equals("b")) {
            reply.error("invalid_params", "No provider is named \"b\".");
          } else {
            reply.result(new JsonObject());
          }
        };
    try (FakeDaemon daemon = new FakeDaemon(home, daemonRefusesB);
        Client unknown = Client.run(daemon.home(), "model", "use", "b");
        Client known = Client.run(daemon.home(), "model", "use", "a")) {
      assertEquals(2, unknown.exit());
      assertTrue(unknown.err().contains("No provider is named \"b\"."), unknown.err());
      assertEquals(0, known.exit(), known.err());
    }
  }

  @Test
  void saysThatAnEndedJobCannotBeCancelled() throws Exception {
    JsonObject done = new JsonObject().put("id", "j1").put("state", "done");
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(done));
        Client client = Client.run(daemon.home(), "jobs", "cancel", "j1")) {
      assertEquals(0, client.exit());
      assertTrue(client.err().contains("the job is done"), client.err());
    }
  }

  @Test
  void refusesAHomeTooLongForASocket() throws Exception {
    Path deep = home.resolve("x".repeat(120));
    try (Client client = Client.run(deep, "sessions", "list")) {
      assertEquals(2, client.exit());
      assertTrue(client.err().contains("too long for a Unix socket"), client.err());
      assertTrue(client.err().contains("ALPI_HOME"), client.err());
    }
  }

  @Test
  void saysVersionWithoutDaemonOrHome() throws Exception {
    try (Client client = Client.run(home.resolve("nothing"), "--version")) {
      assertEquals(0, client.exit());
      assertTrue(client.out().startsWith("alpi "), client.out());
      assertTrue(Files.notExists(home.resolve("nothing")));
    }
  }

  @Test
  void saysWhatToDoWhenNoDaemonCanBeStarted() throws Exception {
    try (Client client = Client.run(home, "sessions", "list", "--json")) {
      assertEquals(5, client.exit());
      assertTrue(client.out().contains("daemon_unreachable"), client.out());
      assertTrue(client.err().contains("alpi daemon run"), client.err());
    }
  }

  @Test
  void saysSoWhenADaemonEndsWithoutAWord() throws Exception {
    List<String> silent = List.of("-Dalpi.launcher=/bin/true");
    try (Client client = Client.withOptions(home, silent, "sessions", "list")) {
      assertEquals(5, client.exit());
      assertTrue(client.err().contains("ended as soon as it was started"), client.err());
    }
  }

  @Test
  void takesASocketWithoutAListenerForAStoppedDaemon() throws Exception {
    new FakeDaemon(home, (request, reply) -> reply.done("")).close();
    assertTrue(Files.exists(home.resolve("host/host.sock")));
    try (Client client = Client.run(home, "daemon", "status")) {
      assertEquals(1, client.exit());
      assertTrue(client.out().contains("not running"), client.out());
    }
  }

  @Test
  void listsRowsForPeopleAndTheWholeResultForPrograms() throws Exception {
    JsonObject session =
        new JsonObject().put("id", "s1").put("title", "A \u001b[31mtitle").put("turns", 2);
    JsonObject result = new JsonObject().put("sessions", new JsonArray().add(session));
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(result))) {
      try (Client client = Client.run(daemon.home(), "sessions")) {
        assertEquals(0, client.exit(), client.err());
        assertTrue(client.out().contains("s1") && client.out().contains("TITLE"), client.out());
        assertTrue(client.out().contains("␛[31m"), client.out());
      }
      try (Client client = Client.run(daemon.home(), "sessions", "-n", "5", "-p", "work")) {
        assertEquals(0, client.exit(), client.err());
        daemon.request();
        JsonObject params = daemon.request().object("params");
        assertEquals("work", params.text("profile"));
        assertEquals(5, params.number("limit"));
      }
      try (Client client = Client.run(daemon.home(), "sessions", "list", "--json")) {
        assertEquals(0, client.exit());
        assertTrue(client.out().startsWith("{\"v\":1,\"sessions\":[{\"id\":\"s1\""), client.out());
      }
    }
  }

  @Test
  void destroysNothingUnasked() throws Exception {
    try (FakeDaemon daemon =
            new FakeDaemon(home, (request, reply) -> reply.result(new JsonObject()));
        Client asked = Client.run(daemon.home(), "sessions", "delete", "s1");
        Client sure = Client.run(daemon.home(), "sessions", "delete", "s1", "--yes")) {
      assertEquals(2, asked.exit());
      assertTrue(asked.err().contains("--yes"), asked.err());
      assertEquals(0, sure.exit(), sure.err());
    }
  }

  private void assertRefused(String sentence, String... args) throws Exception {
    try (FakeDaemon daemon =
            new FakeDaemon(Files.createTempDirectory(home, "h"), (request, reply) -> {});
        Client client = Client.run(daemon.home(), args)) {
      assertEquals(2, client.exit(), client.err());
      assertTrue(client.err().contains(sentence), client.err());
    }
  }
}
