package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import alpi.cli.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs from the command line.
class RunsTest {
  private static final String RUN = "j0000000000000000a";

  @TempDir Path home;

  private static JsonObject event(long seq) {
    return new JsonObject()
        .put("seq", seq)
        .put("at", "2026-01-02T03:04:05Z")
        .put("kind", "tool.called")
        .put("run", RUN)
        .put("body", new JsonObject().put("tool", "read"));
  }

  private static JsonObject page(String member, long first, long last) {
    JsonArray events = new JsonArray();
    for (long seq = first; seq <= last; seq++) {
      events.add(event(seq));
    }
    return new JsonObject().put(member, events);
  }

  private static JsonObject read(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return JsonReader.readObject(bytes, 0, bytes.length);
  }

  private static final FakeDaemon.Script LONG =
      (request, reply) -> {
        long after = request.object("params").number("after");
        switch (request.text("method")) {
          case "host.run.show" ->
              reply.result(
                  page("events", 1, 2)
                      .put("run", new JsonObject().put("run", RUN).put("state", "done"))
                      .put(
                          "cause",
                          new JsonObject()
                              .put("kind", "schedule")
                              .put("by", "schedule:t0")
                              .put("schedule", "morning"))
                      .put("asked", new JsonObject().put("cwd", "/ws"))
                      .put("next", 2));
          case "host.events.read" ->
              reply.result(after < 4 ? page("events", after + 1, after + 1) : page("events", 1, 0));
          case "host.run.effects" ->
              reply.result(
                  after == 0 ? page("effects", 1, 2).put("next", 2) : page("effects", 3, 3));
          default -> reply.result(new JsonObject());
        }
      };

  @Test
  void showsWhyARunBeganAndEveryPageOfWhatItDid() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, LONG);
        Client client = Client.run(daemon.home(), "runs", "show", RUN, "--events")) {
      assertEquals(0, client.exit(), client.err());
      assertTrue(client.out().contains("why: schedule, by schedule:t0, morning"), client.out());
      assertTrue(client.out().contains("cwd = /ws"), client.out());
      assertEquals(4, client.out().lines().filter(line -> line.contains("tool.called")).count());
    }
  }

  @Test
  void tellsProgramsAllOfARunInOneObject() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, LONG);
        Client client = Client.run(daemon.home(), "runs", "show", RUN, "--json")) {
      assertEquals(0, client.exit(), client.err());
      JsonObject told = read(client.out().strip());
      assertEquals(4, told.array("events").size());
      assertEquals(3, told.array("effects").size());
    }
  }

  @Test
  void endsAsTheRunThatItFollowedDid() throws Exception {
    for (String state : new String[] {"done", "failed"}) {
      FakeDaemon.Script script =
          (request, reply) -> {
            reply.event(new JsonObject().put("kind", "event").put("event", event(7)));
            reply.result(
                new JsonObject().put("seq", 7).put("run", new JsonObject().put("state", state)));
          };
      Path own = Files.createDirectories(home.resolve(state));
      try (FakeDaemon daemon = new FakeDaemon(own, script);
          Client client = Client.run(daemon.home(), "runs", "tail", RUN)) {
        assertEquals(state.equals("done") ? 0 : 1, client.exit(), client.err());
        assertTrue(client.out().contains("tool.called"), client.out());
        assertTrue(client.err().contains("The run is " + state), client.err());
      }
    }
  }

  private static final FakeDaemon.Script PIECES =
      (request, reply) -> {
        JsonObject params = request.object("params");
        if (params.text("run").equals("j0000000000000000b")) {
          reply.error("not_found", "There is no run.");
        } else if (params.has("from")) {
          reply.result(new JsonObject().put("text", "{\"kind\":\"end\"}\n"));
        } else {
          reply.result(new JsonObject().put("text", "{\"kind\":\"run\"}\n").put("next", "1.1"));
        }
      };

  @Test
  void writesABundleIntoANewFileOnly() throws Exception {
    Path file = home.resolve("run.jsonl");
    String named = file.toString();
    try (FakeDaemon daemon = new FakeDaemon(home, PIECES)) {
      try (Client none =
          Client.run(daemon.home(), "runs", "export", "j0000000000000000b", "--output", named)) {
        assertEquals(1, none.exit(), none.err());
        assertFalse(Files.exists(file));
      }
      try (Client client = Client.run(daemon.home(), "runs", "export", RUN, "--output", named)) {
        assertEquals(0, client.exit(), client.err());
        assertEquals("{\"kind\":\"run\"}\n{\"kind\":\"end\"}\n", Files.readString(file));
      }
      try (Client again = Client.run(daemon.home(), "runs", "export", RUN, "-o", named)) {
        assertEquals(2, again.exit());
        assertTrue(again.err().contains("exists already"), again.err());
      }
      try (Client piped = Client.run(daemon.home(), "runs", "export", RUN)) {
        assertEquals(0, piped.exit(), piped.err());
        assertEquals(Files.readString(file), piped.out());
      }
    }
  }
}
