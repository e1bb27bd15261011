package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alpi.alp.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// A daemon that stands still in mid-turn for longer than its lease, as on a machine that sleeps.
/// It takes more than half a minute, so it runs at night.
@Timeout(300)
class PausedTest {
  /// Longer than a job is lent to a worker.
  private static final Duration STILL = Duration.ofSeconds(35);

  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void whoeverStoodStillLongerThanItsLeaseCommitsNothingLate() throws Exception {
    assumeTrue(Boolean.getBoolean("alpi.nightly"), "half a minute of waiting");
    try (ScriptedModel model = new ScriptedModel().pause();
        Product product = model.serve(new Product())) {
      Process chat = product.start("chat", "--once", "ping");
      String run = once(product, each -> each.path("state").asString().equals("running"));
      until(() -> !model.requests().isEmpty());
      signal(product, "STOP");
      LockSupport.parkNanos(STILL.toNanos());
      signal(product, "CONT");
      once(product, each -> each.path("state").asString().equals("interrupted"));
      model.goOn();
      assertNotEquals(0, Product.finish(chat).exit());
      assertTrue(product.run("chat", "--once", "ping").succeeded().out().contains("PONG"));

      JsonNode shown = json(product, "runs", "show", run, "--json");
      assertEquals("interrupted", shown.path("run").path("state").asString(), shown.toString());
      List<String> ends =
          shown
              .path("events")
              .valueStream()
              .map(event -> event.path("kind").asString())
              .filter(kind -> kind.equals("job.done") || kind.equals("job.lost"))
              .toList();
      assertEquals(List.of("job.lost"), ends, shown.toString());
      product.run("audit", "verify", "--alone").succeeded();
    }
  }

  private static JsonNode json(Product product, String... command) {
    return Json.parse(product.run(command).succeeded().out());
  }

  /// Waits for the first run that is as wanted, and names it.
  private static String once(Product product, Predicate<JsonNode> wanted) {
    String[] found = {""};
    until(() -> {
      for (JsonNode run : json(product, "runs", "list", "--json").path("runs")) {
        if (wanted.test(run)) {
          found[0] = run.path("run").asString();
        }
      }
      return !found[0].isEmpty();
    });
    return found[0];
  }

  private static void until(BooleanSupplier reached) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!reached.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "never came to it");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static void signal(Product product, String name)
      throws IOException, InterruptedException {
    String pid = Long.toString(product.daemon().orElseThrow().pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
  }
}
