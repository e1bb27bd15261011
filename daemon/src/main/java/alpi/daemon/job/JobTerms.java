package alpi.daemon.job;

import alpi.daemon.base.JobId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// When a job may run, how often it is tried, and what it depends on.
///
/// @param priority larger runs first within a profile; above 0 somebody waits for it
/// @param notBefore it does not start earlier
/// @param deadline it does not start later, and is stopped when it still runs then
/// @param parent the job that it is a part of: cancelling that one cancels this one
/// @param needs jobs that must be done before it starts; one that ends otherwise ends this one
public record JobTerms(
    int priority,
    Optional<Instant> notBefore,
    Optional<Instant> deadline,
    Retry retry,
    Optional<JobId> parent,
    Set<JobId> needs) {
  /// Of work that somebody waits for.
  public static final int URGENT = 100;

  /// Furthest from 0 that a priority may be.
  public static final int MAX_PRIORITY = 1_000;

  /// Most jobs that one job may need.
  public static final int MAX_NEEDS = 64;

  /// Now, in turn, tried again only when its worker vanished.
  public static final JobTerms USUAL =
      new JobTerms(0, Optional.empty(), Optional.empty(), Retry.USUAL, Optional.empty(), Set.of());

  public JobTerms {
    needs = Set.copyOf(needs);
    if (priority < -MAX_PRIORITY || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException("a priority is -1000 to 1000");
    }
    if (needs.size() > MAX_NEEDS) {
      throw new IllegalArgumentException("a job needs at most " + MAX_NEEDS + " others");
    }
  }

  public JobTerms priority(int level) {
    return new JobTerms(level, notBefore, deadline, retry, parent, needs);
  }

  public JobTerms notBefore(Instant earliest) {
    return new JobTerms(priority, Optional.of(earliest), deadline, retry, parent, needs);
  }

  public JobTerms deadline(Instant latest) {
    return new JobTerms(priority, notBefore, Optional.of(latest), retry, parent, needs);
  }

  public JobTerms retry(Retry rule) {
    return new JobTerms(priority, notBefore, deadline, rule, parent, needs);
  }

  public JobTerms childOf(JobId job) {
    return new JobTerms(priority, notBefore, deadline, retry, Optional.of(job), needs);
  }

  public JobTerms needs(Set<JobId> jobs) {
    return new JobTerms(priority, notBefore, deadline, retry, parent, jobs);
  }
}
