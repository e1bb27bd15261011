package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TailTest {
  @TempDir private Path dir;

  @Test
  void handsOutEachEventOnceWhileEightThreadsWrite() throws Exception {
    int writers = 8;
    int each = 250;
    long total = (long) writers * each;
    try (Journal journal = Fixtures.journal(dir);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> followers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        followers.add(threads.submit(() -> follow(journal, 0, total)));
      }
      for (int w = 0; w < writers; w++) {
        threads.execute(() -> {
          for (int i = 0; i < each; i++) {
            journal.append(Fixtures.draft(i));
          }
        });
      }
      List<Long> all = LongStream.rangeClosed(1, total).boxed().toList();
      for (Future<List<Long>> follower : followers) {
        assertEquals(all, follower.get());
      }
    }
  }

  @Test
  void resumesAnywhereInsideABurst() throws Exception {
    long seed = 41;
    var random = new Random(seed);
    try (Journal journal = Fixtures.journal(dir);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> {
        for (int i = 0; i < 1_000; i++) {
          journal.append(Fixtures.draft(i));
        }
      });
      List<Long> seen = new ArrayList<>();
      while (seen.size() < 1_000) {
        try (Tail tail = journal.tail(seen.size())) {
          for (int i = random.nextInt(3); i >= 0 && seen.size() < 1_000; i--) {
            seen.addAll(Fixtures.seqs(tail.take()));
          }
        }
      }
      assertEquals(LongStream.rangeClosed(1, 1_000).boxed().toList(), seen, "seed " + seed);
    }
  }

  @Test
  void filtersReplayAndLiveAlike() throws Exception {
    try (Journal journal = Fixtures.journal(dir)) {
      mixed(journal, 600);
      try (Tail tail = journal.tail(0, Set.of(EventKind.JOB_DONE))) {
        List<Long> replayed = new ArrayList<>();
        while (tail.cursor() < 1_200) {
          replayed.addAll(Fixtures.seqs(tail.poll(Duration.ZERO.plusSeconds(5))));
        }
        assertEquals(LongStream.rangeClosed(1, 600).map(i -> 2 * i).boxed().toList(), replayed);
        mixed(journal, 2);
        assertEquals(List.of(1_202L, 1_204L), Fixtures.seqs(tail.take()));
      }
    }
  }

  @Test
  void waitsNoLongerThanAsked() throws Exception {
    try (Journal journal = Fixtures.journal(dir);
        Tail tail = journal.tail(0)) {
      assertEquals(List.of(), tail.poll(Duration.ofMillis(5)));
      assertEquals(List.of(), tail.poll(Duration.ZERO));
    }
  }

  @Test
  void closingFromAnotherThreadEndsAWaitingTake() throws Exception {
    try (Journal journal = Fixtures.journal(dir);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        Tail tail = journal.tail(0);
        Future<List<Event>> waiting = threads.submit((Callable<List<Event>>) tail::take);
        tail.close();
        assertEquals(List.of(), waiting.get());
      }
    }
  }

  @Test
  void theEndOfTheJournalEndsATake() throws Exception {
    Journal journal = Fixtures.journal(dir);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Tail tail = journal.tail(0);
      Future<List<Event>> waiting = threads.submit((Callable<List<Event>>) tail::take);
      journal.close();
      assertEquals(List.of(), waiting.get());
      assertTrue(tail.take().isEmpty());
    }
  }

  private static void mixed(Journal journal, int pairs) {
    journal.transact(tx -> {
      for (int i = 0; i < pairs; i++) {
        tx.append(Draft.of(EventKind.JOB_STARTED, Fixtures.OWNER));
        tx.append(Draft.of(EventKind.JOB_DONE, Fixtures.OWNER));
      }
      return pairs;
    });
  }

  private static List<Long> follow(Journal journal, long after, long total)
      throws InterruptedException {
    List<Long> seen = new ArrayList<>();
    try (Tail tail = journal.tail(after)) {
      while (seen.size() < total) {
        seen.addAll(Fixtures.seqs(tail.take()));
      }
    }
    return seen;
  }
}
