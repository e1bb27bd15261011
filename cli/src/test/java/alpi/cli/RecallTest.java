package alpi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.cli.json.JsonArray;
import alpi.cli.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `recall` as a whole process against a scripted daemon.
class RecallTest {
  @TempDir Path home;

  private static JsonObject found(boolean behind, String... snippets) {
    JsonArray hits = new JsonArray();
    for (String snippet : snippets) {
      hits.add(
          new JsonObject()
              .put("pointer", "file:/a.txt#L1-2")
              .put("title", "a.txt")
              .put("at", "2026-01-01T00:00:00Z")
              .put("snippet", snippet));
    }
    JsonArray notices = new JsonArray();
    if (behind) {
      notices.add("The index is being built for the first time.");
    }
    JsonObject result = new JsonObject().put("hits", hits).put("notices", notices);
    return result.put("behind", behind);
  }

  @Test
  void waitsForWhatIsReadForTheFirstTime() throws Exception {
    var asked = new AtomicInteger();
    FakeDaemon.Script script =
        (request, reply) -> {
          boolean first = asked.incrementAndGet() < 3;
          reply.result(first ? found(true) : found(false, "the invoice of March"));
        };
    try (FakeDaemon daemon = new FakeDaemon(home, script);
        Client client = Client.run(daemon.home(), "recall", "invoice", "--scope", "files")) {
      assertEquals(0, client.exit(), client.err());
      assertTrue(client.out().contains("the invoice of March"), client.out());
      assertFalse(client.out().contains("Nothing found"), client.out());
      assertEquals("", client.err());
      assertEquals(3, asked.get());
    }
  }
}
