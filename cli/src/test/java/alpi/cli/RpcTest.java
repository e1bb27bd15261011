package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The host plane from a script.
class RpcTest {
  @TempDir Path home;

  private static final FakeDaemon.Script SCRIPT =
      (request, reply) -> {
        switch (request.text("method")) {
          case "host.job.list" ->
              reply.result(new JsonObject().put("got", request.object("params")));
          case "host.rpc.list" ->
              reply.result(
                  new JsonObject()
                      .put(
                          "verbs",
                          new JsonArray()
                              .add(
                                  new JsonObject()
                                      .put("verb", "host.job.list")
                                      .put("about", "Lists jobs.")
                                      .put("streaming", true))));
          case "host.view.watch" -> {
            reply.event(new JsonObject().put("kind", "document").put("rev", 1));
            reply.event(new JsonObject().put("kind", "patch").put("rev", 2));
            reply.result(new JsonObject().put("rev", 2));
          }
          default -> reply.error("not_found", "There is no such thing.");
        }
      };

  @Test
  void printsWhatAVerbAnswersAsItIs() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, SCRIPT)) {
      try (Client typed = Client.run(home, "rpc", "call", "host.job.list", "{\"limit\":5}")) {
        assertEquals(0, typed.exit(), typed.err());
        assertEquals("{\"got\":{\"limit\":5}}\n", typed.out());
      }
      try (Client json = Client.run(home, "rpc", "call", "host.job.list", "--json", "-p", "work")) {
        assertEquals(0, json.exit(), json.err());
        assertEquals("{\"v\":1,\"got\":{\"profile\":\"work\"}}\n", json.out());
      }
      try (Client piped = Client.piped(home, "rpc", "call", "host.job.list", "-")) {
        piped.process().getOutputStream().write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        piped.process().getOutputStream().close();
        assertEquals(0, piped.exit(), piped.err());
        assertEquals("{\"got\":{\"a\":1}}\n", piped.out());
      }
      assertEquals("host.job.list", daemon.request().text("method"));
    }
  }

  @Test
  void endsWithTheStatusOfTheError() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, SCRIPT)) {
      try (Client client = Client.run(daemon.home(), "rpc", "call", "host.nope", "--json")) {
        assertEquals(1, client.exit());
        assertTrue(client.out().contains("\"code\":\"not_found\""), client.out());
      }
      try (Client client = Client.run(daemon.home(), "rpc", "call", "host.job.list", "[1]")) {
        assertEquals(2, client.exit());
        assertTrue(client.err().contains("not a JSON object"), client.err());
      }
    }
  }

  @Test
  void printsEachEventOfAStreamAndLastItsResult() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, SCRIPT);
        Client client =
            Client.run(daemon.home(), "rpc", "watch", "host.view.watch", "{\"view\":\"jobs\"}")) {
      assertEquals(0, client.exit(), client.err());
      List<String> lines = client.out().lines().toList();
      assertEquals("{\"seq\":7,\"event\":{\"kind\":\"document\",\"rev\":1}}", lines.get(0));
      assertEquals("{\"result\":{\"rev\":2}}", lines.get(2));
      assertEquals(3, lines.size());
    }
  }

  @Test
  void listsVerbsWithWhatTheyAre() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(home, SCRIPT);
        Client client = Client.run(daemon.home(), "rpc", "list", "host.job")) {
      assertEquals(0, client.exit(), client.err());
      assertEquals("-s  host.job.list  Lists jobs.\n", client.out());
      assertEquals("host.job", daemon.request().object("params").text("prefix"));
    }
  }

  @Test
  void completesTheNamesOfVerbs() {
    for (String page :
        List.of(
            "share/bash-completion/completions/alpi",
            "share/zsh/site-functions/_alpi",
            "share/fish/vendor_completions.d/alpi.fish")) {
      String text = Objects.requireNonNull(ShellPages.all().get(page));
      assertTrue(text.contains("host.job.list"), page);
      assertTrue(text.contains("host.view.watch"), page);
    }
  }
}
