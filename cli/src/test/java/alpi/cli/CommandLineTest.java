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
    assertRefused("One of: status, start, stop", "daemon", "foo");
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
    assertRefused("prompt on standard input is empty", "chat", "--once");
    assertRefused("prompt on standard input is empty", "chat");
    assertRefused("in quotes", "chat", "--once", "two", "words");
    assertRefused("above zero", "events", "-n", "0");
    assertRefused("no words to search", "sessions", "search", " ");
  }

  @Test
  void refusesWhatCannotBeAskedForTogether() throws Exception {
    assertRefused("two conversations", "chat", "-c", "--session", "s1", "--once", "x");
    assertRefused("goes on with none", "chat", "-c", "--ephemeral", "--once", "x");
    assertRefused("goes on with none", "chat", "--session", "s", "--ephemeral", "--once", "x");
    assertRefused("no new text", "chat", "--resume", "j1", "--once", "x");
    assertRefused("needs the name of a profile", "-p");
    assertRefused("needs the name of a profile", "--profile");
  }

  @Test
  void tellsTheDaemonsRefusalWhereverItComes() throws Exception {
    FakeDaemon.Script script =
        (request, reply) -> reply.error("forbidden", "A child of the daemon may not stop it.");
    for (String verb : new String[] {"stop", "start", "status", "restart"}) {
      Path at = Files.createTempDirectory(home, "h");
      try (FakeDaemon daemon = new FakeDaemon(at, script);
          Client client = Client.run(daemon.home(), "daemon", verb, "--json")) {
        assertEquals(3, client.exit(), verb);
        assertEquals("alpi: A child of the daemon may not stop it.\n", client.err());
        assertTrue(client.out().contains("\"code\":\"forbidden\""), client.out());
      }
    }
  }

  @Test
  void haltsEveryProfileUnlessOneIsTyped() throws Exception {
    FakeDaemon.Script script =
        (request, reply) -> {
          JsonObject params = request.object("params");
          String named = params.has("profile") ? params.text("profile") : "all";
          JsonObject profile = new JsonObject().put("name", named).put("stopped", 2);
          reply.result(new JsonObject().put("profiles", new JsonArray().add(profile)));
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client all = Client.run(daemon.home(), "halt", "--reason", "x");
        Client one = Client.run(daemon.home(), "-p", "work", "halt")) {
      assertEquals(0, all.exit(), all.err());
      assertEquals("Halted all: 2 jobs stopped.\n", all.out());
      assertEquals(0, one.exit(), one.err());
      assertEquals("Halted work: 2 jobs stopped.\n", one.out());
    }
  }

  @Test
  void saysThatARunHasNoEvents() throws Exception {
    JsonObject none = new JsonObject().put("events", new JsonArray()).put("head", 7);
    try (FakeDaemon daemon = new FakeDaemon(home, (request, reply) -> reply.result(none));
        Client client = Client.run(daemon.home(), "events", "--run", "j1")) {
      assertEquals(0, client.exit());
      assertTrue(client.err().contains("No events of run j1"), client.err());
    }
  }

  @Test
  void showsAnEventOnOneLineWithoutLongDigests() throws Exception {
    JsonObject body =
        new JsonObject().put("model", "m").put("input_sha", "0123456789ab".repeat(5) + "cdef");
    JsonObject event = new JsonObject().put("seq", 12).put("at", "2026-01-02T03:04:05.678Z");
    event.put("kind", "run.started").put("actor", "job:j1").put("run", "j1").put("body", body);
    JsonObject result = new JsonObject().put("events", new JsonArray().add(event)).put("head", 12);
    JsonObject end = new JsonObject().put("events", new JsonArray()).put("head", 12);
    FakeDaemon.Script script =
        (request, reply) ->
            reply.result(request.object("params").number("after") < 12 ? result : end);
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "events")) {
      assertEquals(0, client.exit(), client.err());
      assertTrue(client.out().startsWith("    12  2026-01-"), client.out());
      assertTrue(
          client.out().endsWith("  run.started           model=m input_sha=0123456789ab…  j1\n"),
          client.out());
    }
  }

  @Test
  void namesTheVerbsOfANounThatHasNoUsualOne() throws Exception {
    assertRefused("One of: use, test.", "model");
    assertRefused("needs a verb", "link", "--json");
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
