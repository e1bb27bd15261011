package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.accept.Product.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon dies at any moment and the same command is given again: nothing that was acknowledged
/// is lost, no effect happens twice, and the journal still verifies. Two homes share the kills, so
/// that one waits for its daemon while the other works. `-Dalpi.crash.kills=50` makes a night of
/// it.
class CrashTest {
  private static final int KILLS_PER_HOME = Integer.getInteger("alpi.crash.kills", 8);

  /// Of a home's kills, how many must strike between the owner's message and the end of its turn;
  /// fewer would mean that the moments are chosen badly.
  private static final int FEWEST_IN_MID_TURN = Math.max(1, KILLS_PER_HOME / 5);

  /// A busy machine moves the moments: so many more kills may be needed for the fewest above.
  private static final int MOST_KILLS = 3 * KILLS_PER_HOME;

  @ParameterizedTest
  @ValueSource(longs = {20_261_121L, 20_261_122L})
  @Execution(ExecutionMode.CONCURRENT)
  void killedAtAnyMomentNothingIsLostAndNothingHappensTwice(long seed)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    try (ScriptedModel model = new ScriptedModel();
        Product product = model.serve(new Product())) {
      model.when("APPEND", "shell", "{\"command\":\"echo %s >> log.txt\"}");
      product.run("config", "set", "posture", "relaxed").succeeded();
      long whole = timeOfOneCommand(product);
      int midTurn = 0;
      for (int kill = 0; more(kill, midTurn); kill++) {
        String word = "k" + kill;
        Process client = command(product, word);
        LockSupport.parkNanos((long) (random.nextDouble() * whole));
        product.kill();
        Ran interrupted = Product.finish(client);
        boolean acknowledged = interrupted.exit() == 0;
        midTurn += said(product, word) && !acknowledged ? 1 : 0;
        Ran again = Product.finish(command(product, word));
        String story = "seed " + seed + " kill " + kill + ": " + interrupted + " then " + again;
        assertEquals(0, again.exit(), story);
        assertTrue(count(product, word) <= 1, story);
        assertTrue(!acknowledged || count(product, word) == 1, story);
        assertTrue(said(product, word), story);
      }
      int struck = midTurn;
      assertTrue(struck >= FEWEST_IN_MID_TURN, () -> "kills in mid-turn: " + struck);
      product.run("journal", "verify").succeeded();
    }
  }

  private static boolean more(int kills, int midTurn) {
    return kills < KILLS_PER_HOME || (midTurn < FEWEST_IN_MID_TURN && kills < MOST_KILLS);
  }

  /// What an undisturbed command takes with its daemon running, in nanoseconds: the span in which
  /// kills are worth something.
  private static long timeOfOneCommand(Product product) throws IOException, InterruptedException {
    Product.finish(command(product, "warm")).succeeded();
    long start = System.nanoTime();
    Product.finish(command(product, "timed")).succeeded();
    return System.nanoTime() - start;
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

  /// Whether the owner's message is in a conversation.
  private static boolean said(Product product, String word) throws IOException {
    try (var files = Files.list(product.home().resolve("sessions"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        if (Files.readString(file).contains("\"APPEND " + word + "\"")) {
          return true;
        }
      }
    }
    return false;
  }
}
