package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Facts that nobody waits for: never out of order, never told too early, never lost to a disk that
/// comes back.
@Timeout(60)
class RiderTest {
  @TempDir private Path dir;

  private static List<Integer> numbers(Journal journal) {
    return journal.read(EventQuery.after(0, 1000)).stream()
        .map(event -> event.body().path("number").asInt())
        .toList();
  }

  @Test
  void isDurableBeforeALaterCallReturnsAndCostsNobodyAWait() {
    try (Journal journal = Fixtures.journal(dir)) {
      long before = journal.waits();
      for (int i = 1; i <= 40; i++) {
        journal.later(Fixtures.draft(i));
      }
      journal.append(Fixtures.draft(41));
      assertEquals(1, journal.waits() - before);
      assertEquals(41, journal.head());
      assertEquals(41, numbers(journal).size());
      assertTrue(numbers(journal).stream().sorted().toList().equals(numbers(journal)));
      assertTrue(journal.verify().sound());
    }
  }

  @Test
  void isToldInOrderAndBeforeALaterCallReturns() {
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    try (Journal journal = Fixtures.journal(dir)) {
      journal.later(Fixtures.draft(1), event -> told.add(event.seq()));
      journal.onceDurable(told::add);
      journal.later(Fixtures.draft(2), event -> told.add(event.seq()));
      journal.append(Fixtures.draft(3));
      assertEquals(List.of(1L, 1L, 2L), told);
    }
  }

  @Test
  void isRecordedAloneWhenNothingFollows() throws InterruptedException {
    try (Journal journal = Fixtures.journal(dir)) {
      var told = new CountDownLatch(1);
      journal.later(Fixtures.draft(1), _ -> told.countDown());
      told.await();
      assertEquals(1, journal.head());
    }
  }

  @Test
  void isRecordedWhenTheJournalCloses() {
    try (Journal journal = Fixtures.journal(dir)) {
      journal.later(Fixtures.draft(1));
    }
    try (Journal journal = Fixtures.journal(dir)) {
      assertEquals(List.of(1), numbers(journal));
    }
  }

  @Test
  void aListenerThatFailsHarmsNobody() {
    try (Journal journal = Fixtures.journal(dir)) {
      journal.later(
          Fixtures.draft(1),
          _ -> {
            throw new IllegalStateException("a watcher's fault");
          });
      assertEquals(2, journal.append(Fixtures.draft(2)).seq());
    }
  }

  @Test
  void outlivesADiskThatFailsAndIsToldOnlyThen() {
    var disk = new FailingDisk();
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    try (Journal journal =
        Journal.open(Fixtures.file(dir), Fixtures.PROFILE, new FakeTime(), disk)) {
      disk.failCommits(1);
      journal.later(Fixtures.draft(1), event -> told.add(event.seq()));
      try {
        journal.append(Fixtures.draft(2));
      } catch (Problem e) {
        assertEquals(ErrorCode.STORAGE, e.code());
        assertEquals(List.of(), told);
      }
      journal.append(Fixtures.draft(3));
      assertEquals(List.of(1L), told);
      assertEquals(1, numbers(journal).getFirst());
      assertEquals(1, Collections.frequency(numbers(journal), 1));
      assertTrue(journal.verify().sound());
    }
  }

  @Test
  void isRefusedWhileTheDiskIsKnownToFail() {
    var disk = new FailingDisk();
    try (Journal journal =
        Journal.open(Fixtures.file(dir), Fixtures.PROFILE, new FakeTime(), disk)) {
      disk.failCommits(2);
      assertThrows(Problem.class, () -> journal.append(Fixtures.draft(1)));
      Problem refused = assertThrows(Problem.class, () -> journal.later(Fixtures.draft(2)));
      assertEquals(ErrorCode.STORAGE, refused.code());
      journal.later(Fixtures.draft(3));
      assertEquals(List.of(3), numbers(journal));
    }
  }

  @Test
  void refusesABodyThatIsTooLargeAtOnce() {
    try (Journal journal = Fixtures.journal(dir)) {
      Draft large = Fixtures.draft(1).with("text", "x".repeat(Draft.MAX_BODY_BYTES));
      Problem refused = assertThrows(Problem.class, () -> journal.later(large));
      assertEquals(ErrorCode.TOO_LARGE, refused.code());
    }
  }
}
