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

  private static FairQueue queue(int perProfile, int total) {
    return new FairQueue(new FairQueue.Limits(perProfile, total, 0, 0));
  }

  @Test
  void profilesTakeTurns() {
    var queue = queue(10, 10);
    for (int i = 0; i < 4; i++) {
      queue.offer(A, ids.job(), 0);
    }
    queue.offer(B, ids.job(), 0);
    queue.offer(B, ids.job(), 0);
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
    var queue = queue(1, 10);
    JobId first = ids.job();
    JobId second = ids.job();
    queue.offer(A, first, 0);
    queue.offer(A, second, 0);
    assertEquals(first, queue.next().orElseThrow().job());
    assertTrue(queue.next().isEmpty());
    queue.release(A);
    assertEquals(second, queue.next().orElseThrow().job());
  }

  @Test
  void holdsTheLimitOfOneAndOfAll() {
    var queue = queue(2, 3);
    queue.open(A);
    queue.open(B);
    assertTrue(queue.reserve(A, 0));
    assertTrue(queue.reserve(A, 0));
    assertFalse(queue.reserve(A, 0));
    assertTrue(queue.reserve(B, 0));
    assertFalse(queue.reserve(B, 0));
    assertEquals(3, queue.running());
    queue.release(A);
    assertTrue(queue.reserve(B, 0));
  }

  @Test
  void nobodyOvertakesThoseWhoWait() {
    var queue = queue(2, 4);
    queue.offer(A, ids.job(), 0);
    assertFalse(queue.reserve(A, 0));
  }

  @Test
  void refusesToReleaseWhatIsNotTaken() {
    var queue = queue(1, 1);
    queue.open(A);
    assertThrows(IllegalStateException.class, () -> queue.release(A));
  }

  @Test
  void aClosedProfileOffersNothing() {
    var queue = queue(1, 1);
    queue.offer(A, ids.job(), 0);
    queue.close(A);
    assertTrue(queue.next().isEmpty());
    assertFalse(queue.reserve(A, 0));
  }

  @Test
  void theLargerPriorityComesFirstWithinAProfileOnly() {
    var queue = queue(10, 10);
    JobId low = ids.job();
    JobId usual = ids.job();
    JobId high = ids.job();
    queue.offer(A, usual, 0);
    queue.offer(A, low, -5);
    queue.offer(A, high, 7);
    JobId other = ids.job();
    queue.offer(B, other, -100);
    List<JobId> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      order.add(queue.next().orElseThrow().job());
    }
    assertEquals(List.of(high, other, usual, low), order);
  }

  @Test
  void keepsPlacesForWorkThatSomebodyWaitsFor() {
    var queue = new FairQueue(new FairQueue.Limits(3, 4, 1, 1));
    queue.open(A);
    assertTrue(queue.reserve(A, 0));
    assertTrue(queue.reserve(A, 0));
    assertFalse(queue.reserve(A, 0));
    assertTrue(queue.reserve(A, 1));
    assertFalse(queue.reserve(A, 1));
    queue.offer(B, ids.job(), 0);
    assertTrue(queue.next().isEmpty(), "the last place of all is kept");
    assertTrue(queue.reserve(B, 1));
  }

  @Test
  void anUrgentOneDoesNotWaitBehindThoseWithLess() {
    var queue = queue(2, 4);
    queue.offer(A, ids.job(), 0);
    assertTrue(queue.reserve(A, 1));
    queue.offer(A, ids.job(), 1);
    assertFalse(queue.reserve(A, 1));
  }

  @Test
  void aHeldProfileKeepsItsTurns() {
    var queue = queue(2, 4);
    JobId job = ids.job();
    queue.offer(A, job, 0);
    queue.hold(A, true);
    assertTrue(queue.next().isEmpty());
    assertFalse(queue.reserve(A, 100));
    queue.offer(B, ids.job(), 0);
    assertEquals(B, queue.next().orElseThrow().profile());
    queue.hold(A, false);
    assertEquals(job, queue.next().orElseThrow().job());
  }

  @Test
  void aJobWaitsOnce() {
    var queue = queue(2, 4);
    JobId job = ids.job();
    queue.offer(A, job, 0);
    queue.offer(A, job, 5);
    queue.next();
    assertTrue(queue.next().isEmpty());
    queue.offer(A, job, 0);
    queue.withdraw(A, job);
    assertTrue(queue.next().isEmpty());
  }
}
