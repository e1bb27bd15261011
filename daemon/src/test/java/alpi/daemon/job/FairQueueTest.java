package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.daemon.base.FakeTime;
import alpi.daemon.base.Ids;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final ProfileName A = new ProfileName("a");
  private static final ProfileName B = new ProfileName("b");
  private final Ids ids = new Ids(new FakeTime(), new Random(1));

  @Test
  void profilesTakeTurns() {
    var queue = new FairQueue(10, 10);
    for (int i = 0; i < 4; i++) {
      queue.offer(A, ids.job());
    }
    queue.offer(B, ids.job());
    queue.offer(B, ids.job());
    List<ProfileName> order = new ArrayList<>();
    Optional<FairQueue.Pick> pick = queue.next();
    while (pick.isPresent()) {
      order.add(pick.get().profile());
      pick = queue.next();
    }
    assertEquals(List.of(A, B, A, B, A, A), order);
  }

  @Test
  void jobsOfAProfileKeepTheirOrder() {
    var queue = new FairQueue(1, 10);
    JobId first = ids.job();
    JobId second = ids.job();
    queue.offer(A, first);
    queue.offer(A, second);
    assertEquals(first, queue.next().orElseThrow().job());
    assertTrue(queue.next().isEmpty());
    queue.release(A);
    assertEquals(second, queue.next().orElseThrow().job());
  }

  @Test
  void holdsTheLimitOfOneAndOfAll() {
    var queue = new FairQueue(2, 3);
    queue.open(A);
    queue.open(B);
    assertTrue(queue.reserve(A));
    assertTrue(queue.reserve(A));
    assertFalse(queue.reserve(A));
    assertTrue(queue.reserve(B));
    assertFalse(queue.reserve(B));
    assertEquals(3, queue.running());
    queue.release(A);
    assertTrue(queue.reserve(B));
  }

  @Test
  void nobodyOvertakesThoseWhoWait() {
    var queue = new FairQueue(2, 4);
    queue.offer(A, ids.job());
    assertFalse(queue.reserve(A));
  }

  @Test
  void refusesToReleaseWhatIsNotTaken() {
    var queue = new FairQueue(1, 1);
    queue.open(A);
    assertThrows(IllegalStateException.class, () -> queue.release(A));
  }

  @Test
  void aClosedProfileOffersNothing() {
    var queue = new FairQueue(1, 1);
    queue.offer(A, ids.job());
    queue.close(A);
    assertTrue(queue.next().isEmpty());
    assertFalse(queue.reserve(A));
  }
}
