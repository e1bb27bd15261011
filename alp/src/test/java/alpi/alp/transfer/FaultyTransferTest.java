package alpi.alp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// A sender and a receiver over a connection that cuts, repeats, changes and loses what it carries,
/// and a receiver that is killed. A failing seed stands in the message;
/// `-Dalpi.transfer.seeds=10000` runs more of them.
class FaultyTransferTest {
  private static final int SEEDS = Integer.getInteger("alpi.transfer.seeds", 200);

  @Test
  void acknowledgesOnlyWhatIsVerifiedAndTakesNoChunkTwice() throws InterruptedException {
    int acknowledged = 0;
    int faults = 0;
    int tries = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      var world = new FaultyTransfer(seed, new Random(seed).nextInt(4) * 60);
      world.run();
      world.check();
      acknowledged += world.acknowledged() ? 1 : 0;
      faults += world.faults();
      tries += world.tries();
    }
    int well = acknowledged;
    assertTrue(well > SEEDS * 9 / 10, () -> well + " of " + SEEDS + " blobs arrived");
    int many = faults;
    assertTrue(many > SEEDS / 2, () -> many + " faults in " + SEEDS + " worlds");
    int more = tries;
    assertTrue(more > SEEDS, () -> more + " tries in " + SEEDS + " worlds");
  }

  @Test
  void sendsEachByteOnceOverALinkWithoutFaults() throws InterruptedException {
    for (int seed = 0; seed < 20; seed++) {
      var world = new FaultyTransfer(seed, 0);
      world.run();
      world.check();
      assertTrue(world.acknowledged(), "seed " + seed);
      assertEquals(world.size(), world.sent(), "seed " + seed);
    }
  }
}
