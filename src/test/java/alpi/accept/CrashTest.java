package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// The daemon dies at any moment and the same command is given again: nothing that was acknowledged
/// is lost, no effect happens twice, and the journal still verifies.
class CrashTest {
  private static final int KILLS = 50;
  private static final Duration WINDOW = Duration.ofMillis(220);
  private static final long SEED = 20_261_121L;

  @Test
  void killedAtAnyMomentNothingIsLostAndNothingHappensTwice()
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    try (ScriptedModel model = new ScriptedModel();
        Product product = model.serve(new Product())) {
      model.when("APPEND", "shell", "{\"command\":\"echo %s >> log.txt\"}");
      product.run("config", "set", "posture", "relaxed").succeeded();
      for (int kill = 0; kill < KILLS; kill++) {
        String word = "k" + kill;
        Process client = command(product, word);
        LockSupport.parkNanos((long) (random.nextDouble() * WINDOW.toNanos()));
        product.kill();
        Ran interrupted = Product.finish(client);
        Ran again = Product.finish(command(product, word));
        String story = "seed " + SEED + " kill " + kill + ": " + interrupted + " then " + again;
        assertEquals(0, again.exit(), story);
        assertTrue(count(product, word) <= 1, story);
        assertTrue(said(product, word), story);
      }
      product.run("journal", "verify").succeeded();
    }
  }

  private static Process command(Product product, String word) throws IOException {
    Process process =
        product.start("chat", "--once", "APPEND " + word, "--idempotency-key", "key-" + word);
    process.getOutputStream().close();
    return process;
  }

  /// How often the effect of one command happened.
  private static long count(Product product, String word) throws IOException {
    Path log = product.workspace().resolve("log.txt");
    return Files.exists(log) ? Files.readAllLines(log).stream().filter(word::equals).count() : 0;
  }

  /// Whether the owner's message is in exactly one conversation, once.
  private static boolean said(Product product, String word) throws IOException {
    int found = 0;
    try (var files = Files.list(product.home().resolve("sessions"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains("\"APPEND " + word + "\"")) {
            found++;
          }
        }
      }
    }
    return found >= 1;
  }
}
