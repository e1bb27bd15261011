package alpi.daemon.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import alpi.alp.json.Json;
import alpi.daemon.base.Actor;
import alpi.daemon.base.Cancel;
import alpi.daemon.base.Ids;
import alpi.daemon.base.ProfileName;
import alpi.daemon.base.Time;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Jobs, handlers and journals for the tests of this room.
final class Fixtures {
  static final Actor OWNER = Actor.local(1000);

  private Fixtures() {}

  static Journal journal(Path dir, ProfileName profile, Time time) {
    return Journal.open(dir.resolve(profile.value()).resolve("journal.db"), profile, time);
  }

  static Ids ids(Time time, long seed) {
    return new Ids(time, new Random(seed));
  }

  static JobSpec spec(String kind) {
    return new JobSpec(kind, Json.object(), OWNER, Optional.empty(), Optional.empty());
  }

  static JobSpec keyed(String key, int input) {
    return new JobSpec(
        "work", Json.object().put("n", input), OWNER, Optional.empty(), Optional.of(key));
  }

  static JobSpec spec(String kind, JobTerms terms) {
    return spec(kind).on(terms);
  }

  /// Takes a job for a worker, as it must succeed.
  static Job start(Jobs jobs, Job job, String owner) {
    Job running = jobs.start(job.id(), owner, Duration.ofSeconds(30)).orElseThrow().job();
    assertEquals(JobState.RUNNING, running.state());
    return running;
  }

  static List<EventKind> kinds(Journal journal) {
    return journal.read(EventQuery.after(0, 1_000)).stream().map(event -> event.kind()).toList();
  }

  static JobOutcome done() {
    return new JobOutcome.Done(Json.object());
  }

  /// What a handler does.
  interface Work {
    JobOutcome run(Job job, Cancel cancel) throws InterruptedException;
  }

  static JobHandler handler(String kind, boolean idempotent, Work work) {
    return new JobHandler() {
      @Override
      public String kind() {
        return kind;
      }

      @Override
      public boolean idempotent() {
        return idempotent;
      }

      @Override
      public JobOutcome run(Job job, Cancel cancel) throws InterruptedException {
        return work.run(job, cancel);
      }
    };
  }
}
