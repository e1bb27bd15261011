package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.JobId;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchedulerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ProfileName PROFILE = ProfileName.DEFAULT;

  @TempDir private Path dir;
  private final FakeTime time = new FakeTime();
  private Journal journal;
  private Jobs jobs;
  private Scheduler scheduler;

  @BeforeEach
  void opens() {
    journal = Fixtures.journal(dir, PROFILE, time);
    jobs = new Jobs(journal, Fixtures.ids(time, 1), time);
    scheduler = new Scheduler(time, Fixtures.ids(time, 2));
  }

  @AfterEach
  void closes() {
    scheduler.close(Duration.ZERO, Duration.ofSeconds(2));
    journal.close();
  }

  private void begin(JobHandler... handlers) {
    scheduler.attach(PROFILE, jobs, List.of(handlers));
    scheduler.start();
  }

  @Test
  void runsASubmittedJobInOneCommit() throws Exception {
    begin(
        Fixtures.handler(
            "work",
            false,
            (job, _) -> new JobOutcome.Done(Json.object().put("attempt", job.attempt()))));
    Job job = jobs.submit(Fixtures.spec("work"));
    assertEquals(JobState.RUNNING, job.state());
    Job done = scheduler.await(job.id(), LONG);
    assertEquals(JobState.DONE, done.state());
    assertEquals("{\"attempt\":1}", Json.text(done.result().orElseThrow()));
    assertEquals(
        List.of(EventKind.JOB_SUBMITTED, EventKind.JOB_STARTED, EventKind.JOB_DONE),
        Fixtures.kinds(journal));
  }

  @Test
  void runsWhatWaitedBeforeTheStart() throws Exception {
    Job early = jobs.submit(Fixtures.spec("work"));
    begin(Fixtures.handler("work", false, (_, _) -> Fixtures.done()));
    assertEquals(JobState.DONE, scheduler.await(early.id(), LONG).state());
  }

  @Test
  void namesEachKindOfFailure() throws Exception {
    begin(
        Fixtures.handler(
            "problem",
            false,
            (_, _) -> {
              throw Problem.of(ErrorCode.BUDGET, "No money.");
            }),
        Fixtures.handler(
            "fault",
            false,
            (_, _) -> {
              throw new IllegalStateException("secret detail");
            }));
    Job problem = scheduler.await(jobs.submit(Fixtures.spec("problem")).id(), LONG);
    assertEquals(Optional.of(ErrorCode.BUDGET), problem.error());
    assertEquals(Optional.of("No money."), problem.detail());
    Job fault = scheduler.await(jobs.submit(Fixtures.spec("fault")).id(), LONG);
    assertEquals(Optional.of(ErrorCode.INTERNAL), fault.error());
    assertTrue(fault.detail().orElseThrow().startsWith("The work broke off"));
    Job nobody = scheduler.await(jobs.submit(Fixtures.spec("nobody")).id(), LONG);
    assertEquals(Optional.of(ErrorCode.METHOD_NOT_FOUND), nobody.error());
  }

  @Test
  void anOutcomeThatCanNeverBeWrittenBecomesAFailure() throws Exception {
    String tooMuch = "x".repeat(Jobs.MAX_DOCUMENT_BYTES);
    begin(
        Fixtures.handler(
            "large", false, (_, _) -> new JobOutcome.Done(Json.object().put("text", tooMuch))),
        Fixtures.handler(
            "torn",
            false,
            (_, _) -> new JobOutcome.Done(Json.object().put("text", "half a pair \ud83d"))));
    Job large = scheduler.await(jobs.submit(Fixtures.spec("large")).id(), LONG);
    assertEquals(Optional.of(ErrorCode.TOO_LARGE), large.error());
    Job torn = scheduler.await(jobs.submit(Fixtures.spec("torn")).id(), LONG);
    assertEquals(Optional.of(ErrorCode.INTERNAL), torn.error());
    assertEquals(0, scheduler.runningJobs());
  }

  @Test
  void recordsTheFactsOfAnOutcomeInOneCommitBeforeTheEnd() throws Exception {
    begin(
        Fixtures.handler(
            "work",
            false,
            (_, _) ->
                new JobOutcome.Done(
                    Json.object(), List.of(Draft.of(EventKind.RUN_FINISHED, Fixtures.OWNER)))));
    scheduler.await(jobs.submit(Fixtures.spec("work")).id(), LONG);
    assertEquals(
        List.of(
            EventKind.JOB_SUBMITTED,
            EventKind.JOB_STARTED,
            EventKind.RUN_FINISHED,
            EventKind.JOB_DONE),
        Fixtures.kinds(journal));
  }

  @Test
  void tellsTheHandlerOfEveryEnd() throws Exception {
    var told = new LinkedBlockingQueue<JobId>();
    var go = new CountDownLatch(1);
    begin(
        new JobHandler() {
          @Override
          public String kind() {
            return "work";
          }

          @Override
          public boolean idempotent() {
            return false;
          }

          @Override
          public JobOutcome run(Job job, Cancel cancel) throws InterruptedException {
            go.await();
            return Fixtures.done();
          }

          @Override
          public void ended(JobId job, Optional<Problem> unwritten) {
            told.add(job);
            throw new IllegalStateException("a handler that fails stops nobody");
          }
        });
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < Scheduler.MAX_PER_PROFILE; i++) {
      all.add(jobs.submit(Fixtures.spec("work")));
    }
    Job waiting = jobs.submit(Fixtures.spec("work"));
    assertEquals(JobState.CANCELLED, jobs.cancel(waiting.id(), Fixtures.OWNER).state());
    assertEquals(waiting.id(), told.take());
    go.countDown();
    for (Job job : all) {
      scheduler.await(job.id(), LONG);
    }
    Set<JobId> ended = new HashSet<>();
    while (ended.size() < all.size()) {
      ended.add(told.take());
    }
    assertEquals(all.stream().map(Job::id).collect(Collectors.toSet()), ended);
  }

  @Test
  void stopsARunningJobOnRequest() throws Exception {
    begin(waiting("work", false, new AtomicInteger()));
    Job job = jobs.submit(Fixtures.spec("work"));
    scheduler.cancel(job.id(), Fixtures.OWNER);
    Job stopped = scheduler.await(job.id(), LONG);
    assertEquals(JobState.CANCELLED, stopped.state());
    assertEquals(0, scheduler.runningJobs());
  }

  /// Waits until it is asked to stop.
  private static JobHandler waiting(String kind, boolean idempotent, AtomicInteger entered) {
    return Fixtures.handler(
        kind,
        idempotent,
        (_, cancel) -> {
          entered.incrementAndGet();
          var stop = new CountDownLatch(1);
          try (var _ = cancel.onFire(stop::countDown)) {
            stop.await();
          }
          cancel.check();
          return Fixtures.done();
        });
  }

  @Test
  void aPausedWorkerCannotCommitLate() throws Exception {
    var paused = new CountDownLatch(1);
    var inside = new CountDownLatch(1);
    begin(
        Fixtures.handler(
            "work",
            true,
            (job, _) -> {
              if (job.attempt() == 1) {
                inside.countDown();
                paused.await();
              }
              return new JobOutcome.Done(Json.object().put("by", job.attempt()));
            }));
    Job job = jobs.submit(Fixtures.spec("work"));
    inside.await();
    time.advance(Scheduler.LEASE.plusNanos(1));
    scheduler.tick();
    Job done = scheduler.await(job.id(), LONG);
    assertEquals("{\"by\":2}", Json.text(done.result().orElseThrow()));
    paused.countDown();
    scheduler.close(LONG, LONG);
    assertEquals(done, jobs.find(job.id()).orElseThrow());
    assertEquals(
        List.of(
            EventKind.JOB_SUBMITTED,
            EventKind.JOB_STARTED,
            EventKind.JOB_LOST,
            EventKind.JOB_STARTED,
            EventKind.JOB_DONE),
        Fixtures.kinds(journal));
  }

  @Test
  void aLeaseThatRanOutStaysRunOutEvenIfTheWorkerWakesFirst() throws Exception {
    begin(
        Fixtures.handler(
            "work",
            false,
            (_, _) -> {
              time.advance(Scheduler.LEASE.plusNanos(1));
              return Fixtures.done();
            }));
    Job job = jobs.submit(Fixtures.spec("work"));
    assertEquals(JobState.LOST, scheduler.await(job.id(), LONG).state());
  }

  @Test
  void aBeatingWorkerKeepsItsJob() throws Exception {
    var began = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    begin(
        Fixtures.handler(
            "work",
            false,
            (_, _) -> {
              began.countDown();
              go.await();
              return Fixtures.done();
            }));
    Job job = jobs.submit(Fixtures.spec("work"));
    // Its lease is counted from its start, which must not fall between two of these.
    began.await();
    for (int i = 0; i < 10; i++) {
      time.advance(Scheduler.LEASE);
      scheduler.tick();
    }
    go.countDown();
    assertEquals(JobState.DONE, scheduler.await(job.id(), LONG).state());
  }

  @Test
  void aNewDaemonRepeatsTheSafeAndReportsTheRest() throws Exception {
    var entered = new AtomicInteger();
    begin(waiting("safe", true, entered), waiting("unsafe", false, entered));
    Job safe = jobs.submit(Fixtures.spec("safe"));
    Job unsafe = jobs.submit(Fixtures.spec("unsafe"));
    try (Journal reopened = Fixtures.journal(dir, PROFILE, time);
        var next = new Scheduler(time, Fixtures.ids(time, 3))) {
      var table = new Jobs(reopened, Fixtures.ids(time, 4), time);
      next.attach(
          PROFILE,
          table,
          List.of(
              Fixtures.handler("safe", true, (_, _) -> Fixtures.done()),
              Fixtures.handler("unsafe", false, (_, _) -> Fixtures.done())));
      next.start();
      Job repeated = next.await(safe.id(), LONG);
      assertEquals(JobState.DONE, repeated.state());
      assertEquals(2, repeated.attempt());
      assertEquals(JobState.LOST, next.await(unsafe.id(), LONG).state());
      Job resumed = table.resume(unsafe.id(), Fixtures.OWNER);
      assertEquals(2, next.await(resumed.id(), LONG).attempt());
    }
  }

  @Test
  void neverRunsMoreThanTheLimitAndForgetsNone() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    begin(
        Fixtures.handler(
            "work",
            false,
            (_, _) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              journal.append(Draft.of(EventKind.TOOL_CALLED, Fixtures.OWNER));
              now.decrementAndGet();
              return Fixtures.done();
            }));
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(jobs.submit(Fixtures.spec("work")));
    }
    for (Job job : all) {
      assertEquals(JobState.DONE, scheduler.await(job.id(), LONG).state());
    }
    assertTrue(most.get() <= Scheduler.MAX_PER_PROFILE, "ran " + most.get());
  }

  @Test
  void aFloodOfOneProfileDoesNotDelayAnother() throws Exception {
    var gate = new Semaphore(0);
    begin(
        Fixtures.handler(
            "flood",
            false,
            (_, _) -> {
              gate.acquire();
              return Fixtures.done();
            }));
    for (int i = 0; i < 100; i++) {
      jobs.submit(Fixtures.spec("flood"));
    }
    var other = new ProfileName("other");
    try (Journal second = Fixtures.journal(dir, other, time)) {
      var table = new Jobs(second, Fixtures.ids(time, 5), time);
      JobHandler quick = Fixtures.handler("quick", false, (_, _) -> Fixtures.done());
      scheduler.attach(other, table, List.of(quick));
      Job job = table.submit(Fixtures.spec("quick"));
      assertEquals(JobState.DONE, scheduler.await(job.id(), LONG).state());
      scheduler.detach(other);
      assertEquals(JobState.QUEUED, table.submit(Fixtures.spec("quick")).state());
    }
    gate.release(100);
  }

  @Test
  void closingInterruptsTheUnsafeAndRequeuesTheSafe() throws Exception {
    var entered = new AtomicInteger();
    begin(waiting("safe", true, entered), waiting("unsafe", false, entered));
    Job safe = jobs.submit(Fixtures.spec("safe"));
    Job unsafe = jobs.submit(Fixtures.spec("unsafe"));
    scheduler.close(Duration.ZERO, LONG);
    assertEquals(JobState.QUEUED, jobs.find(safe.id()).orElseThrow().state());
    Job interrupted = jobs.find(unsafe.id()).orElseThrow();
    assertEquals(JobState.FAILED, interrupted.state());
    assertEquals(Optional.of(ErrorCode.INTERRUPTED), interrupted.error());
    assertEquals(JobState.QUEUED, jobs.resume(unsafe.id(), Fixtures.OWNER).state());
  }

  @Test
  void awaitGivesUpInTime() throws Exception {
    begin(waiting("work", false, new AtomicInteger()));
    Job job = jobs.submit(Fixtures.spec("work"));
    assertEquals(JobState.RUNNING, scheduler.await(job.id(), Duration.ofMillis(1)).state());
  }
}
