package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A daemon with a schedule of one second, under the strict posture, is killed again and again:
/// each second is accounted for once, and no run exists twice. `-Dalpi.schedule.seconds=600` makes
/// a night of it.
class ScheduleCrashTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long SEED = 20_261_121L;

  private final Random random = new Random(SEED);

  @Test
  void killedAgainAndAgainEachMomentIsKeptOnce() {
    Duration length = Duration.ofSeconds(Long.getLong("alpi.schedule.seconds", 8));
    try (Product product = new Product()) {
      product.run("config", "set", "posture", "strict").succeeded();
      product
          .run(
              "schedule",
              "add",
              "what is 2 + 2",
              "--name",
              "tick",
              "--every",
              "1s",
              "--overlap",
              "queue",
              "--catch-up",
              "all",
              "--model",
              "builtin")
          .succeeded();
      long until = System.nanoTime() + length.toNanos();
      int kills = 0;
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(1_500)).toNanos());
        product.kill();
        kills++;
        product.run("daemon", "start").succeeded();
      }
      product.run("schedule", "pause", "tick").succeeded();
      accounted(quiet(product), "seed " + SEED + ", kills " + kills);
      product.run("journal", "verify").succeeded();
      JsonNode outputs = json(product, "outputs", "list", "--json", "--limit", "500");
      assertTrue(outputs.path("outputs").size() > 0, outputs.toString());
    }
  }

  private static JsonNode json(Product product, String... command) {
    return Json.parse(product.run(command).succeeded().out());
  }

  /// What became of every moment, once nothing is under way any more.
  private static JsonNode quiet(Product product) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (true) {
      JsonNode shown = json(product, "schedule", "show", "tick", "--json", "--limit", "1000");
      Set<String> states = new HashSet<>();
      shown.path("slots").forEach(slot -> states.add(slot.path("state").asString()));
      if (!states.contains("due") && !states.contains("fired")) {
        return shown;
      }
      assertTrue(System.nanoTime() < deadline, () -> "never quiet: " + shown);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static void accounted(JsonNode shown, String story) {
    Instant made = Instant.parse(shown.path("schedule").path("created").asString());
    TreeSet<Instant> moments = new TreeSet<>();
    Set<String> runs = new HashSet<>();
    for (JsonNode slot : shown.path("slots")) {
      Instant at = Instant.parse(slot.path("at").asString());
      for (int i = 0; i < slot.path("count").asInt(); i++) {
        assertTrue(moments.add(at.plusSeconds(i)), story + ": twice " + slot);
      }
      if (slot.has("run")) {
        assertTrue(runs.add(slot.path("run").asString()), story + ": one run twice " + slot);
      }
    }
    assertTrue(runs.size() > 1, story + ": " + shown);
    long seconds = Duration.between(made, moments.last()).toSeconds();
    assertEquals(seconds, moments.size(), story + ": a moment is missing");
    assertEquals(made.plusSeconds(1), moments.first(), story);
  }
}
