package alpi.daemon.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A failing disk: nothing false is acknowledged, reading goes on, recovery needs no restart.
class DegradedTest {
  @TempDir private Path dir;
  private final FailingDisk disk = new FailingDisk();
  private Journal journal;

  @BeforeEach
  void opens() {
    journal = Journal.open(Fixtures.file(dir), Fixtures.PROFILE, new FakeTime(), disk);
    journal.append(Fixtures.draft(1));
  }

  @AfterEach
  void closes() {
    journal.close();
  }

  private Problem refused(Draft draft) {
    return assertThrows(Problem.class, () -> journal.append(draft));
  }

  @Test
  void aFailedCommitIsToldAndDidNotHappen() {
    disk.failCommits(1);
    assertEquals(ErrorCode.STORAGE, refused(Fixtures.draft(2)).code());
    assertTrue(journal.degraded().isPresent());
    assertEquals(1, journal.head());
    assertEquals(1, journal.read(EventQuery.after(0, 10)).size());
    assertEquals(2, journal.append(Fixtures.draft(3)).seq());
    assertEquals(Optional.empty(), journal.degraded());
    assertEquals(VerifyReport.Verdict.OK, journal.verify().verdict());
  }

  @Test
  void staysReadOnlyUntilASmallWriteWorks() {
    disk.failCommits(3);
    for (int i = 0; i < 3; i++) {
      assertEquals(ErrorCode.STORAGE, refused(Fixtures.draft(i)).code());
      assertEquals(List.of(1L), Fixtures.seqs(journal.read(EventQuery.after(0, 10))));
    }
    assertEquals(2, journal.append(Fixtures.draft(9)).seq());
    assertTrue(journal.verify().sound());
  }

  @Test
  void aFullDiskRecoversWithoutRestart() throws SQLException {
    disk.full();
    Problem problem = fillUp();
    assertEquals(ErrorCode.DISK_FULL, problem.code());
    long head = journal.head();
    assertEquals(head, journal.read(EventQuery.after(0, EventQuery.MAX_LIMIT)).size());
    assertEquals(ErrorCode.DISK_FULL, refused(large()).code());
    disk.room();
    assertEquals(head + 1, journal.append(large()).seq());
    assertEquals(Optional.empty(), journal.degraded());
    assertEquals(VerifyReport.Verdict.OK, journal.verify().verdict());
  }

  private Problem fillUp() {
    for (int i = 0; i < 10_000; i++) {
      try {
        journal.append(large());
      } catch (Problem e) {
        return e;
      }
    }
    throw new IllegalStateException("the disk never got full");
  }

  private static Draft large() {
    return Fixtures.draft(1).with("text", "x".repeat(3_000));
  }

  @Test
  void workThatHidesAFailureIsNotAcknowledgedEither() throws SQLException {
    disk.full();
    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                journal.transact(tx -> {
                  try {
                    for (int i = 0; i < 1_000; i++) {
                      tx.append(large());
                    }
                  } catch (Problem hidden) {
                    return hidden.code();
                  }
                  return ErrorCode.INTERNAL;
                }));
    assertEquals(ErrorCode.DISK_FULL, problem.code());
    assertEquals(1, journal.head());
    disk.room();
    assertEquals(2, journal.append(Fixtures.draft(2)).seq());
  }

  @Test
  void whatWasAcknowledgedIsExactlyWhatIsThere() throws Exception {
    int writers = 16;
    List<Long> acknowledged = new ArrayList<>();
    acknowledged.add(1L);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> all = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        all.add(threads.submit(this::appendThroughFailures));
      }
      for (Future<List<Long>> one : all) {
        acknowledged.addAll(one.get());
      }
    }
    assertEquals(
        acknowledged.stream().sorted().toList(),
        Fixtures.seqs(journal.read(EventQuery.after(0, EventQuery.MAX_LIMIT))));
    assertTrue(journal.verify().sound());
  }

  private List<Long> appendThroughFailures() {
    List<Long> mine = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      if (i % 10 == 5) {
        disk.failCommits(1);
      }
      try {
        mine.add(journal.append(Fixtures.draft(i)).seq());
      } catch (Problem told) {
        assertEquals(ErrorCode.STORAGE, told.code());
      }
    }
    return mine;
  }
}
