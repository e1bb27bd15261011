package alpi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdleCollectionTest {
  private int running;
  private long used = IdleCollection.WORTH;
  private int collections;

  private final IdleCollection idle =
      new IdleCollection(
          () -> running,
          () -> used,
          () -> {
            collections++;
            used = 1_000;
          });

  @Test
  void collectsOnceWhenIdleAndNotAgainUntilItIsWorthIt() {
    idle.look();
    idle.look();
    assertEquals(1, collections);
    used = 1_000 + IdleCollection.WORTH - 1;
    idle.look();
    assertEquals(1, collections);
    used++;
    idle.look();
    assertEquals(2, collections);
  }

  @Test
  void disturbsNoWork() {
    running = 1;
    idle.look();
    assertEquals(0, collections);
    running = 0;
    idle.look();
    assertEquals(1, collections);
  }
}
