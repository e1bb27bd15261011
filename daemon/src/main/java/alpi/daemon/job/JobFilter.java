package alpi.daemon.job;

import alpi.daemon.base.SessionId;
import java.util.Optional;
import java.util.Set;

/// Which jobs to list.
///
/// @param states empty means all
public record JobFilter(Set<JobState> states, Optional<SessionId> session, Optional<String> kind) {
  /// Every job.
  public static final JobFilter ALL = new JobFilter(Set.of(), Optional.empty(), Optional.empty());

  /// Queued and running jobs.
  public static final JobFilter LIVE = ALL.in(Set.of(JobState.QUEUED, JobState.RUNNING));

  public JobFilter {
    states = Set.copyOf(states);
  }

  public JobFilter in(Set<JobState> only) {
    return new JobFilter(only, session, kind);
  }

  public JobFilter of(SessionId one) {
    return new JobFilter(states, Optional.of(one), kind);
  }

  public JobFilter ofKind(String one) {
    return new JobFilter(states, session, Optional.of(one));
  }
}
