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
import alpi.daemon.job.JobMoves.Moved;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Retries, parking, dependencies and trees, as the table holds them.
class JobLifeTest {
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

  private Job submit(JobTerms terms) {
    return jobs.submit(Fixtures.spec("work", terms));
  }

  private JobState state(Job job) {
    return jobs.find(job.id()).orElseThrow().state();
  }

  private static JobOutcome broken(ErrorCode code) {
    return new JobOutcome.Failed(code, "It broke.", Json.object());
  }

  @Test
  void keepsItsTermsOverARestart() {
    JobTerms terms =
        JobTerms.USUAL
            .priority(-7)
            .notBefore(time.now().plusSeconds(60))
            .deadline(time.now().plusSeconds(90))
            .retry(Retry.of(5, Duration.ofSeconds(2)));
    Job job = submit(terms);
    journal.close();
    journal = Fixtures.journal(dir, ProfileName.DEFAULT, time);
    Job found = new Jobs(journal, Fixtures.ids(time, 2), time).find(job.id()).orElseThrow();
    assertEquals(job, found);
    assertEquals(-7, found.priority());
    assertEquals(terms.notBefore(), found.notBefore());
    assertEquals(terms.deadline(), found.deadline());
    assertEquals(terms.retry(), found.retry());
  }

  @Test
  void aVanishingSafeJobIsParkedAfterItsLastAttemptAndFreedOnRequest() {
    Job job = submit(JobTerms.USUAL);
    for (int i = 1; i < Retry.USUAL.tries(); i++) {
      Job running = Fixtures.start(jobs, job, "d");
      assertEquals(JobState.QUEUED, jobs.giveUp(running, true, "daemon").job().state());
    }
    Job last = Fixtures.start(jobs, job, "d");
    Job parked = jobs.giveUp(last, true, "daemon").job();
    assertEquals(JobState.PARKED, parked.state());
    assertEquals(Optional.of(ErrorCode.ATTEMPTS_EXHAUSTED), parked.error());
    assertTrue(jobs.start(job.id(), "d", Duration.ofSeconds(30)).isEmpty());
    assertEquals(List.of(parked), jobs.list(JobFilter.ALL.in(Set.of(JobState.PARKED)), 10));

    Job freed = jobs.release(job.id(), Fixtures.OWNER);
    assertEquals(JobState.QUEUED, freed.state());
    assertEquals(0, freed.tried());
    Problem twice = assertThrows(Problem.class, () -> jobs.release(job.id(), Fixtures.OWNER));
    assertEquals(ErrorCode.CONFLICT, twice.code());
    Job again = Fixtures.start(jobs, job, "d");
    assertEquals(4, again.attempt());
    assertFalse(jobs.finish(last, Fixtures.done()).changed(), "the fence holds after a release");
    assertTrue(jobs.finish(again, Fixtures.done()).changed());
  }

  @Test
  void aFailureThatMayPassIsTriedAgainAfterALongerAndLongerRest() {
    Job job = submit(JobTerms.USUAL.retry(Retry.of(3, Duration.ofSeconds(10))));
    Duration before = Duration.ZERO;
    for (int i = 1; i <= 2; i++) {
      Job running = Fixtures.start(jobs, job, "d");
      Moved moved = jobs.finish(running, broken(ErrorCode.MODEL_UNREACHABLE));
      assertEquals(JobState.QUEUED, moved.job().state());
      assertEquals(List.of(moved.job()), moved.ripple().ready());
      assertEquals(Optional.of(ErrorCode.MODEL_UNREACHABLE), moved.job().error());
      Duration rest = Duration.between(time.now(), moved.job().notBefore().orElseThrow());
      assertTrue(rest.compareTo(before) >= 0, rest + " after " + before);
      assertFalse(jobs.finish(running, Fixtures.done()).changed(), "one attempt, one end");
      before = rest;
    }
    Job parked =
        jobs.finish(Fixtures.start(jobs, job, "d"), broken(ErrorCode.MODEL_UNREACHABLE)).job();
    assertEquals(JobState.PARKED, parked.state());
    assertEquals("Given up after 3 attempts: It broke.", parked.detail().orElseThrow());
    assertEquals(2, Fixtures.kinds(journal).stream().filter(EventKind.JOB_RETRIED::equals).count());
  }

  @Test
  void aFailureThatCannotPassEndsAtOnce() {
    Job job = submit(JobTerms.USUAL.retry(Retry.of(3, Duration.ofSeconds(10))));
    Job failed = jobs.finish(Fixtures.start(jobs, job, "d"), broken(ErrorCode.BUDGET)).job();
    assertEquals(JobState.FAILED, failed.state());
    Job plain = submit(JobTerms.USUAL);
    assertEquals(
        JobState.FAILED,
        jobs.finish(Fixtures.start(jobs, plain, "d"), broken(ErrorCode.DISK_FULL)).job().state());
  }

  @Test
  void whoeverAskedForTheEndMeanwhileGetsItInsteadOfARetry() {
    Job job = submit(JobTerms.USUAL);
    Job running = Fixtures.start(jobs, job, "d");
    jobs.cancel(job.id(), Fixtures.OWNER);
    var notNow = new JobOutcome.NotNow(Duration.ofSeconds(2), "Busy.");
    assertEquals(JobState.CANCELLED, jobs.finish(running, notNow).job().state());
  }

  @Test
  void waitsForAllThatItNeeds() {
    Job first = submit(JobTerms.USUAL);
    Job second = submit(JobTerms.USUAL);
    Job both = submit(JobTerms.USUAL.needs(Set.of(first.id(), second.id())));
    assertTrue(jobs.start(both.id(), "d", Duration.ofSeconds(30)).isEmpty());
    assertEquals(
        List.of(), jobs.finish(Fixtures.start(jobs, first, "d"), Fixtures.done()).ripple().ready());
    assertEquals(
        List.of(both),
        jobs.finish(Fixtures.start(jobs, second, "d"), Fixtures.done()).ripple().ready());
    Fixtures.start(jobs, both, "d");
  }

  @Test
  void aDiamondEndsWithTheNodeThatFails() {
    Map<String, JobGraph.Node> nodes = new LinkedHashMap<>();
    nodes.put("d", node("b", "c"));
    nodes.put("b", node("a"));
    nodes.put("c", node("a"));
    nodes.put("a", node());
    Map<String, Job> made = jobs.submit(new JobGraph(nodes));
    Moved a = jobs.finish(Fixtures.start(jobs, of(made, "a"), "x"), Fixtures.done());
    assertEquals(2, a.ripple().ready().size());
    Moved c = jobs.finish(Fixtures.start(jobs, of(made, "c"), "x"), broken(ErrorCode.BUDGET));
    assertEquals(List.of(of(made, "d").id()), c.ripple().ended().stream().map(Job::id).toList());
    Job dropped = jobs.find(of(made, "d").id()).orElseThrow();
    assertEquals(JobState.CANCELLED, dropped.state());
    assertEquals(Optional.of(ErrorCode.DEPENDENCY_FAILED), dropped.error());
    Problem late =
        assertThrows(Problem.class, () -> submit(JobTerms.USUAL.needs(Set.of(of(made, "c").id()))));
    assertEquals(ErrorCode.DEPENDENCY_FAILED, late.code());
  }

  private static Job of(Map<String, Job> made, String name) {
    return Optional.ofNullable(made.get(name)).orElseThrow();
  }

  private static JobGraph.Node node(String... needs) {
    return new JobGraph.Node(Fixtures.spec("work"), Set.of(needs));
  }

  @Test
  void refusesACircleAndNamesIt() {
    Map<String, JobGraph.Node> nodes = new LinkedHashMap<>();
    nodes.put("a", node("b"));
    nodes.put("b", node("c"));
    nodes.put("c", node("b"));
    Problem circle = assertThrows(Problem.class, () -> jobs.submit(new JobGraph(nodes)));
    assertEquals(ErrorCode.CYCLE, circle.code());
    assertTrue(circle.sentence().contains("b -> c -> b"), circle.sentence());
    assertEquals(List.of(), jobs.list(JobFilter.ALL, 10));
    assertThrows(Problem.class, () -> new JobGraph(Map.of("a", node("nobody"))));
  }

  @Test
  void refusesAGraphOnePastTheLimit() {
    Map<String, JobGraph.Node> nodes = new LinkedHashMap<>();
    for (int i = 0; i < JobGraph.MAX_NODES; i++) {
      nodes.put("n" + i, i == 0 ? node() : node("n" + (i - 1)));
    }
    assertEquals(JobGraph.MAX_NODES, jobs.submit(new JobGraph(nodes)).size());
    nodes.put("more", node());
    assertEquals(
        ErrorCode.TOO_LARGE, assertThrows(Problem.class, () -> new JobGraph(nodes)).code());
  }

  @Test
  void cancellingAParentCancelsItsPartsAndNobodyElse() {
    Job root = submit(JobTerms.USUAL);
    Job child = submit(JobTerms.USUAL.childOf(root.id()));
    Job grandchild = submit(JobTerms.USUAL.childOf(child.id()));
    Job running = Fixtures.start(jobs, grandchild, "d");
    Job other = submit(JobTerms.USUAL);
    jobs.cancel(root.id(), Fixtures.OWNER);
    assertEquals(JobState.CANCELLED, state(root));
    assertEquals(JobState.CANCELLED, state(child));
    assertEquals(
        JobState.CANCELLED,
        jobs.finish(running, new JobOutcome.Cancelled(Json.object())).job().state());
    assertEquals(JobState.QUEUED, state(other));
    var unknown = new JobId("j00000000000000000");
    assertThrows(Problem.class, () -> submit(JobTerms.USUAL.childOf(unknown)));
    assertThrows(Problem.class, () -> submit(JobTerms.USUAL.needs(Set.of(unknown))));
  }

  @Test
  void whatWaitsPastItsDeadlineNeverStarts() {
    Job job = submit(JobTerms.USUAL.deadline(time.now().plusSeconds(10)));
    time.advance(Duration.ofSeconds(10).minusMillis(1));
    assertFalse(jobs.expire(job.id()).orElseThrow().changed());
    time.advance(Duration.ofMillis(1));
    Job late = jobs.start(job.id(), "d", Duration.ofSeconds(30)).orElseThrow().job();
    assertEquals(JobState.FAILED, late.state());
    assertEquals(Optional.of(ErrorCode.DEADLINE), late.error());
  }
}
