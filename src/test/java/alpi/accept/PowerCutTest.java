package alpi.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The power goes at any moment: what was acknowledged before is there afterwards, whatever the
/// system had not yet written. `-Dalpi.power.cuts=50` makes a night of it.
@Timeout(1_800)
class PowerCutTest {
  private static final long SEED = 20_261_122L;
  private static final Duration LONGEST = Duration.ofMillis(600);

  private final Random random = new Random(SEED);

  @Test
  void keepsWhatWasAcknowledgedBeforeThePowerWent() throws Exception {
    try (Product product = new Product();
        Disk disk = Disk.under(product)) {
      Map<String, Integer> kept = new LinkedHashMap<>();
      for (int cut = 0; cut < Integer.getInteger("alpi.power.cuts", 3); cut++) {
        int number = 10 * cut;
        kept.put(asked(product, number), number);
        Process going = product.start(question(number + 5));
        LockSupport.parkNanos(random.nextLong(LONGEST.toNanos()));
        Path left = disk.cut(product.daemon().orElseThrow());
        Product.finish(going);
        afterwards(left, kept, "seed " + SEED + ", cut " + cut);
      }
    }
  }

  private static String[] question(int number) {
    return new String[] {
      "chat", "--once", "--json", "--model", "builtin", "what is " + number + " + 1"
    };
  }

  /// @return the conversation
  private static String asked(Product product, int number) {
    JsonNode answer = Json.parse(product.run(question(number)).succeeded().out());
    assertTrue(answer.path("text").asString("").contains("" + (number + 1)), answer.toString());
    return answer.path("session").asString("");
  }

  private static void afterwards(Path left, Map<String, Integer> kept, String story)
      throws IOException {
    try (Product again = new Product();
        Disk _ = Disk.under(again, left)) {
      again.run("journal", "verify").succeeded();
      for (Map.Entry<String, Integer> each : kept.entrySet()) {
        String shown = again.run("sessions", "show", each.getKey()).succeeded().out();
        assertTrue(shown.contains("what is " + each.getValue() + " + 1"), story + ": " + shown);
        assertTrue(shown.contains("" + (each.getValue() + 1)), story + ": " + shown);
      }
      again.run("blob", "verify").succeeded();
      assertEquals(0, again.run(question(1_000)).exit(), story);
    }
  }
}
