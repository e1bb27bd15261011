package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import alpi.alp.json.Json;
import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Eventually;
import alpi.daemon.base.FakeTime;
import alpi.daemon.base.ProfileName;
import alpi.daemon.journal.Draft;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Priorities, moments, dependencies and the halt, as the scheduler works on them.
@Timeout(120)
class WorkFlowTest {
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

  private Job ended(Job job) throws InterruptedException {
    return scheduler.await(job.id(), LONG);
  }

  @Test
  void whatIsPutBackStartsNoEarlierThanItsDelay() throws Exception {
    var tries = new AtomicInteger();
    var second = new CountDownLatch(1);
    begin(
        Fixtures.handler(
            "work",
            false,
            (job, _) -> {
              tries.incrementAndGet();
              if (job.attempt() == 1) {
                return new JobOutcome.NotNow(Duration.ofSeconds(2), "Busy.");
              }
              second.countDown();
              return Fixtures.done();
            }));
    Job job = jobs.submit(Fixtures.spec("work"));
    Eventually.until(() -> scheduler.runningJobs() == 0 && tries.get() > 0);
    time.advance(Duration.ofMillis(1_999));
    scheduler.tick();
    assertEquals(JobState.QUEUED, jobs.find(job.id()).orElseThrow().state());
    time.advance(Duration.ofMillis(1));
    scheduler.tick();
    second.await();
    assertEquals(JobState.DONE, ended(job).state());
    assertEquals(2, tries.get());
  }

  @Test
  void startsAtItsMomentAndInTheOrderOfPriorities() throws Exception {
    var order = new CopyOnWriteArrayList<Integer>();
    var gate = new Semaphore(0);
    begin(
        Fixtures.handler(
            "block",
            false,
            (_, _) -> {
              gate.acquire();
              return Fixtures.done();
            }),
        Fixtures.handler(
            "work",
            false,
            (job, _) -> {
              order.add(job.priority());
              return Fixtures.done();
            }));
    int batch = Scheduler.MAX_PER_PROFILE - Scheduler.KEPT_PER_PROFILE;
    for (int i = 0; i < batch; i++) {
      jobs.submit(Fixtures.spec("block"));
    }
    List<Job> all = new ArrayList<>();
    for (int priority : List.of(-3, -1, -2)) {
      JobTerms terms = JobTerms.USUAL.priority(priority).notBefore(time.now().plusSeconds(5));
      all.add(jobs.submit(Fixtures.spec("work", terms)));
    }
    time.advance(Duration.ofSeconds(5));
    scheduler.tick();
    gate.release(1);
    for (Job job : all) {
      ended(job);
    }
    assertEquals(List.of(-1, -2, -3), order);
    gate.release(batch);
  }

  @Test
  void aDeadlineStopsWhatRunsAndWhatWaits() throws Exception {
    begin(stubborn("work", new AtomicInteger()));
    JobTerms soon = JobTerms.USUAL.deadline(time.now().plusSeconds(3));
    Job running = jobs.submit(Fixtures.spec("work", soon));
    Job needy = jobs.submit(Fixtures.spec("work", soon.needs(Set.of(running.id()))));
    Job later = jobs.submit(Fixtures.spec("work", soon.notBefore(time.now().plusSeconds(9))));
    time.advance(Duration.ofSeconds(3));
    scheduler.tick();
    assertEquals(Optional.of(ErrorCode.DEADLINE), ended(running).error());
    assertEquals(Optional.of(ErrorCode.DEADLINE), ended(later).error());
    assertFalse(ended(needy).state().live());
  }

  /// Works until it is asked to stop.
  private static JobHandler stubborn(String kind, AtomicInteger entered) {
    return Fixtures.handler(
        kind,
        false,
        (_, cancel) -> {
          entered.incrementAndGet();
          untilFired(cancel);
          cancel.check();
          return Fixtures.done();
        });
  }

  private static void untilFired(Cancel cancel) throws InterruptedException {
    var stop = new CountDownLatch(1);
    try (var _ = cancel.onFire(stop::countDown)) {
      stop.await();
    }
  }

  @Test
  void haltStopsAllThatRunsAndNothingStartsUntilItIsLifted() throws Exception {
    var entered = new AtomicInteger();
    begin(stubborn("work", entered));
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(jobs.submit(Fixtures.spec("work")));
    }
    int batch = Scheduler.MAX_PER_PROFILE - Scheduler.KEPT_PER_PROFILE;
    assertEquals(batch, jobs.halt(new Halt("wrong", Fixtures.OWNER, time.now(), false)));
    assertTrue(jobs.awaitStill(LONG));
    assertEquals(0, scheduler.runningJobs());
    assertEquals(batch, count(JobState.CANCELLED));
    assertEquals(20 - batch, count(JobState.QUEUED));
    assertEquals(
        Optional.of(ErrorCode.HALTED), jobs.find(all.getFirst().id()).orElseThrow().error());
    Problem refused = assertThrows(Problem.class, () -> jobs.submit(Fixtures.spec("work")));
    assertEquals(ErrorCode.HALTED, refused.code());
    assertTrue(refused.sentence().contains("local:1000: wrong"), refused.sentence());

    assertEquals(0, jobs.halt(new Halt("again", Fixtures.OWNER, time.now(), false)));
    assertEquals("wrong", jobs.halted().orElseThrow().reason());
    assertTrue(jobs.liftHalt(Fixtures.OWNER));
    assertFalse(jobs.liftHalt(Fixtures.OWNER));
    Eventually.until(() -> entered.get() >= 2 * batch);
    assertEquals(
        List.of("local:1000", "local:1000"),
        journal
            .read(
                EventQuery.after(0, 1_000)
                    .kinds(Set.of(EventKind.WORK_HALTED, EventKind.WORK_RESUMED)))
            .stream()
            .map(event -> event.actor().value())
            .toList());
  }

  private long count(JobState state) {
    return jobs.list(JobFilter.ALL.in(Set.of(state)), 1_000).size();
  }

  @Test
  void aHaltSurvivesARestart() throws Exception {
    Job waiting = jobs.submit(Fixtures.spec("work"));
    jobs.halt(new Halt("", Fixtures.OWNER, time.now(), true));
    journal.close();
    journal = Fixtures.journal(dir, PROFILE, time);
    jobs = new Jobs(journal, Fixtures.ids(time, 3), time);
    begin(Fixtures.handler("work", true, (_, _) -> Fixtures.done()));
    scheduler.tick();
    assertEquals(0, scheduler.runningJobs());
    assertEquals(JobState.QUEUED, jobs.find(waiting.id()).orElseThrow().state());
    assertTrue(jobs.halted().orElseThrow().machine());
    jobs.liftHalt(Fixtures.OWNER);
    assertEquals(JobState.DONE, ended(waiting).state());
  }

  @Test
  void aWorkerThatIgnoresTheHaltLosesItsJobAndCannotCommit() throws Exception {
    var inside = new CountDownLatch(1);
    var deaf = new CountDownLatch(1);
    begin(
        Fixtures.handler(
            "work",
            true,
            (_, _) -> {
              inside.countDown();
              boolean waits = true;
              while (waits) {
                try {
                  deaf.await();
                  waits = false;
                } catch (InterruptedException e) {
                  waits = true; // deaf on purpose
                }
              }
              return Fixtures.done();
            }));
    Job job = jobs.submit(Fixtures.spec("work"));
    inside.await();
    jobs.halt(new Halt("", Fixtures.OWNER, time.now(), false));
    assertFalse(jobs.awaitStill(Duration.ZERO));
    Job stopped = jobs.find(job.id()).orElseThrow();
    assertEquals(JobState.CANCELLED, stopped.state());
    deaf.countDown();
    scheduler.close(LONG, LONG);
    assertEquals(stopped, jobs.find(job.id()).orElseThrow());
  }

  @Test
  void tenThousandJobsOfOneProfileDoNotDelayAnother() throws Exception {
    var gate = new Semaphore(0);
    begin(
        Fixtures.handler(
            "flood",
            false,
            (_, _) -> {
              gate.acquire();
              return Fixtures.done();
            }));
    fill(Jobs.MAX_QUEUED);
    assertEquals(
        ErrorCode.QUEUE_FULL,
        assertThrows(Problem.class, () -> jobs.submit(Fixtures.spec("flood"))).code());
    var other = new ProfileName("other");
    try (Journal second = Fixtures.journal(dir, other, time)) {
      var table = new Jobs(second, Fixtures.ids(time, 5), time);
      JobHandler quick =
          Fixtures.handler(
              "chat", false, (_, _) -> new JobOutcome.Done(Json.object().put("said", "hi")));
      scheduler.attach(other, table, List.of(quick));
      Job asked = table.submit(Fixtures.spec("chat", JobTerms.USUAL.priority(JobTerms.URGENT)));
      assertEquals(JobState.RUNNING, asked.state(), "it starts in the commit that accepts it");
      assertEquals(JobState.DONE, scheduler.await(asked.id(), LONG).state());
      scheduler.detach(other);
    }
    gate.release(Jobs.MAX_QUEUED);
  }

  /// Submits as many as fit besides those that run, in few commits.
  private void fill(int waiting) {
    int batch = Scheduler.MAX_PER_PROFILE - Scheduler.KEPT_PER_PROFILE;
    for (int i = 0; i < batch; i++) {
      jobs.submit(Fixtures.spec("flood"));
    }
    journal.transact(tx -> {
      for (int i = 0; i < waiting - 1; i++) {
        tx.update(
            """
            INSERT INTO job (id, kind, input, input_sha, actor, state, attempt, created_ms,
                             updated_ms)
            VALUES (?, 'flood', '{}', '', 'system', 'queued', 0, 0, 0)\
            """,
            "j" + String.format(java.util.Locale.ROOT, "%017d", i));
      }
      tx.append(Draft.of(EventKind.JOB_SUBMITTED, Fixtures.OWNER));
      return true;
    });
    jobs.submit(Fixtures.spec("flood"));
  }
}
