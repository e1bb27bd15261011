package alpi.daemon.agent;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.JobId;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobFilter;
import alpi.daemon.job.JobState;
import alpi.daemon.job.Jobs;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.journal.EventQuery;
import alpi.daemon.journal.Journal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The runs of one profile, folded from its jobs and its journal. Holds no state of its own.
public final class Runs {
  /// Longest list.
  public static final int MAX_LISTED = 500;

  private final Jobs jobs;
  private final Journal journal;

  public Runs(Jobs jobs, Journal journal) {
    this.jobs = jobs;
    this.journal = journal;
  }

  /// The newest runs first.
  public List<Run> list(int limit) {
    return jobs.list(JobFilter.ALL.ofKind(TurnJob.KIND), Math.clamp(limit, 1, MAX_LISTED)).stream()
        .map(job -> fold(job, events(job.id())))
        .toList();
  }

  /// One run.
  ///
  /// @throws Problem `not_found`
  public Run find(JobId run) {
    return fold(job(run), events(run));
  }

  /// All that is on record of a run, oldest first.
  public List<Event> events(JobId run) {
    return journal.read(EventQuery.ofRun(run.value()));
  }

  private Job job(JobId run) {
    return jobs.find(run)
        .filter(job -> job.kind().equals(TurnJob.KIND))
        .orElseThrow(() ->
            Problem.of(
                ErrorCode.NOT_FOUND,
                "There is no run " + run + " in this profile.",
                "List them with `alpi runs list`."));
  }

  private static Run fold(Job job, List<Event> events) {
    return new Run(
        job.id(),
        job.session().orElseGet(() -> new SessionId(job.input().path("session").asString(""))),
        job.state() == JobState.LOST ? "interrupted" : job.state().wire(),
        job.created(),
        job.state().live()
            ? Optional.empty()
            : Optional.of(Duration.between(job.created(), job.updated())),
        model(events),
        count(events, EventKind.MODEL_CALLED),
        count(events, EventKind.TOOL_CALLED),
        count(events, EventKind.FILE_CHANGED),
        usd(events));
  }

  private static int count(List<Event> events, EventKind kind) {
    return (int) events.stream().filter(event -> event.kind() == kind).count();
  }

  private static String model(List<Event> events) {
    return events.stream()
        .filter(event -> event.kind() == EventKind.MODEL_CALLED)
        .reduce((_, later) -> later)
        .map(event -> event.body().path("model").asString(""))
        .orElse("");
  }

  private static Optional<BigDecimal> usd(List<Event> events) {
    return events.stream()
        .map(event -> event.body().path("usd").asString(""))
        .filter(text -> !text.isEmpty())
        .map(BigDecimal::new)
        .reduce(BigDecimal::add);
  }
}
