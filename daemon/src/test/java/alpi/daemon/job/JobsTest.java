package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
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

class JobsTest {
  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private Journal journal;
  private Jobs jobs;

  @BeforeEach
  void opens() {
    journal = Fixtures.journal(dir, ProfileName.DEFAULT, time);
    jobs = new Jobs(journal, Fixtures.ids(time, 1), time);
  }

  @AfterEach
  void closes() {
    journal.close();
  }

  @Test
  void recordsASubmissionWithItsEvent() {
    Job job = jobs.submit(Fixtures.spec("work"));
    assertEquals(JobState.QUEUED, job.state());
    assertEquals(0, job.attempt());
    assertEquals(Optional.of(job), jobs.find(job.id()));
    assertEquals(List.of(EventKind.JOB_SUBMITTED), Fixtures.kinds(journal));
  }

  @Test
  void theFenceOfAnAttemptStandsWhileThatAttemptIsAtWork() {
    Job queued = jobs.submit(Fixtures.spec("work"));
    assertFalse(stands(Fence.of(queued)));
    Job first = jobs.start(queued.id(), "w", Scheduler.LEASE).orElseThrow().job();
    assertTrue(stands(Fence.of(first)));
    var _ = jobs.giveUp(first, true, "lease");
    assertFalse(stands(Fence.of(first)));
    Job second = jobs.start(queued.id(), "w", Scheduler.LEASE).orElseThrow().job();
    assertFalse(stands(Fence.of(first)));
    assertTrue(stands(Fence.of(second)));
    var _ = jobs.finish(second, new JobOutcome.Done(Json.object()));
    assertFalse(stands(Fence.of(second)));
    assertTrue(stands(Fence.NONE));
  }

  private boolean stands(Fence fence) {
    try {
      return journal.transact(tx -> {
        fence.check(tx);
        return true;
      });
    } catch (Problem e) {
      assertEquals(ErrorCode.INTERRUPTED, e.code());
      return false;
    }
  }

  @Test
  void aRepeatedKeyIsTheSameJob() {
    Job first = jobs.submit(Fixtures.keyed("k", 1));
    assertEquals(first, jobs.submit(Fixtures.keyed("k", 1)));
    Problem problem = assertThrows(Problem.class, () -> jobs.submit(Fixtures.keyed("k", 2)));
    assertEquals(ErrorCode.IDEM_CONFLICT, problem.code());
    assertEquals(1, jobs.list(JobFilter.ALL, 10).size());
  }

  @Test
  void aHundredThreadsWithOneKeyMakeOneJob() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Job>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(threads.submit(() -> jobs.submit(Fixtures.keyed("one", 1))));
      }
      JobId id = all.getFirst().get().id();
      for (Future<Job> one : all) {
        assertEquals(id, one.get().id());
      }
    }
    assertEquals(1, jobs.list(JobFilter.ALL, 1_000).size());
    assertEquals(List.of(EventKind.JOB_SUBMITTED), Fixtures.kinds(journal));
  }

  @Test
  void aLateWorkerChangesNothing() {
    Job queued = jobs.submit(Fixtures.spec("work"));
    Job first = Fixtures.start(jobs, queued, "d1");
    assertEquals(1, first.attempt());
    assertTrue(jobs.start(queued.id(), "d2", Duration.ofSeconds(30)).isEmpty());
    assertEquals(JobState.QUEUED, jobs.giveUp(first, true, "lease").job().state());
    Job second = Fixtures.start(jobs, queued, "d2");
    assertEquals(2, second.attempt());
    assertFalse(jobs.finish(first, Fixtures.done()).changed());
    assertEquals(JobState.RUNNING, jobs.find(queued.id()).orElseThrow().state());
    assertTrue(jobs.finish(second, Fixtures.done()).changed());
    assertFalse(jobs.finish(second, Fixtures.done()).changed());
    assertEquals(1, Fixtures.kinds(journal).stream().filter(EventKind.JOB_DONE::equals).count());
  }

  @Test
  void anUnsafeJobIsLostAndOnlyThenResumed() {
    Job queued = jobs.submit(Fixtures.spec("work"));
    assertThrows(Problem.class, () -> jobs.resume(queued.id(), Fixtures.OWNER));
    Job running = Fixtures.start(jobs, queued, "d1");
    assertEquals(JobState.LOST, jobs.giveUp(running, false, "daemon").job().state());
    assertEquals(JobState.QUEUED, jobs.resume(queued.id(), Fixtures.OWNER).state());
    Job again = Fixtures.start(jobs, queued, "d1");
    assertEquals(2, again.attempt());
  }

  @Test
  void cancelsAQueuedJobAtOnceAndLeavesAnEndedOne() {
    Job job = jobs.submit(Fixtures.spec("work"));
    assertEquals(JobState.CANCELLED, jobs.cancel(job.id(), Fixtures.OWNER).state());
    assertEquals(JobState.CANCELLED, jobs.cancel(job.id(), Fixtures.OWNER).state());
    assertEquals(
        List.of(EventKind.JOB_SUBMITTED, EventKind.JOB_CANCELLED), Fixtures.kinds(journal));
    var unknown = new JobId("j00000000000000000");
    Problem problem = assertThrows(Problem.class, () -> jobs.cancel(unknown, Fixtures.OWNER));
    assertEquals(ErrorCode.NOT_FOUND, problem.code());
  }

  @Test
  void refusesASubmissionOnePastTheQueue() {
    journal.transact(tx -> {
      for (int i = 0; i < Jobs.MAX_QUEUED - 1; i++) {
        tx.update(
            """
            INSERT INTO job (id, kind, input, input_sha, actor, state, attempt, created_ms,
                             updated_ms)
            VALUES (?, 'x', '{}', '', 'system', 'queued', 0, 0, 0)\
            """,
            "row" + i);
      }
      return true;
    });
    jobs.submit(Fixtures.spec("work"));
    Problem problem = assertThrows(Problem.class, () -> jobs.submit(Fixtures.spec("work")));
    assertEquals(ErrorCode.QUEUE_FULL, problem.code());
  }

  @Test
  void refusesAnInputOnePastTheLimit() {
    int frame = "{\"t\":\"\"}".length();
    jobs.submit(large(Jobs.MAX_DOCUMENT_BYTES - frame));
    Problem problem =
        assertThrows(Problem.class, () -> jobs.submit(large(Jobs.MAX_DOCUMENT_BYTES - frame + 1)));
    assertEquals(ErrorCode.TOO_LARGE, problem.code());
  }

  private static JobSpec large(int chars) {
    return new JobSpec(
        "work",
        Json.object().put("t", "x".repeat(chars)),
        Fixtures.OWNER,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void listsByStateAndKindNewestFirst() {
    Job first = jobs.submit(Fixtures.spec("a"));
    time.advance(Duration.ofMillis(1));
    Job second = jobs.submit(Fixtures.spec("b"));
    jobs.cancel(first.id(), Fixtures.OWNER);
    assertEquals(
        List.of(second.id(), first.id()),
        jobs.list(JobFilter.ALL, 10).stream().map(Job::id).toList());
    assertEquals(List.of(second), jobs.list(JobFilter.LIVE, 10));
    assertEquals(1, jobs.list(JobFilter.ALL.ofKind("a"), 10).size());
    assertEquals(1, jobs.list(JobFilter.ALL, 0).size());
  }
}
