package alpi.alp.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.wire.WireFault;
import org.junit.jupiter.api.Test;

/// Two sessions over a connection that loses, repeats, swaps, cuts, changes and splits what it
/// carries. A failing seed stands in the message; `-Dalpi.link.seeds=10000` runs more of them.
class FaultyLinkTest {
  private static final int SEEDS = Integer.getInteger("alpi.link.seeds", 200);

  @Test
  void deliversOnceWhatIsAcknowledgedAndNothingThatWasTamperedWith() throws WireFault {
    int acknowledged = 0;
    int faults = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      var world = new FaultyLink(seed);
      world.run();
      world.check();
      acknowledged += world.acknowledged();
      faults += world.faults();
    }
    int calls = SEEDS * FaultyLink.CALLS;
    int some = acknowledged;
    assertTrue(some > calls / 20, () -> some + " of " + calls + " calls acknowledged");
    int many = faults;
    assertTrue(many > SEEDS, () -> many + " faults in " + SEEDS + " worlds");
  }

  @Test
  void acknowledgesEverythingOverALinkThatOnlySplits() throws WireFault {
    for (int seed = 0; seed < 20; seed++) {
      var world = new FaultyLink(seed, 0);
      world.run();
      world.check();
      assertEquals(FaultyLink.CALLS, world.acknowledged(), "seed " + seed);
    }
  }
}
