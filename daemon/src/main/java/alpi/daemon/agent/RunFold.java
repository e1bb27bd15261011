package alpi.daemon.agent;

import alpi.alp.blob.Sha256;
import alpi.alp.rpc.ErrorCode;
import alpi.daemon.base.SessionId;
import alpi.daemon.job.Job;
import alpi.daemon.job.JobState;
import alpi.daemon.journal.Event;
import alpi.daemon.journal.EventKind;
import alpi.daemon.policy.GrantBudget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Adds up the events of one run as they are read. For one thread.
final class RunFold {
  /// What it looks at.
  static final Set<EventKind> KINDS =
      Set.copyOf(
          EnumSet.of(
              EventKind.RUN_STARTED,
              EventKind.MODEL_CALLED,
              EventKind.MODEL_ANSWERED,
              EventKind.MODEL_FAILED,
              EventKind.TOOL_CALLED,
              EventKind.POLICY_DENIED,
              EventKind.GRANT_USED,
              EventKind.FILE_CHANGED,
              EventKind.EGRESS_CLOSED));

  private static final String MICRO_USD = GrantBudget.Unit.MICRO_USD.wire();

  private RunTally tally = RunTally.NONE;
  private Optional<Sha256> settings = Optional.empty();
  private int tools;
  private int denied;
  private int files;
  private long micros;
  private long bytesOut;
  private long bytesIn;

  void add(Event event) {
    tally = tally.with(event);
    switch (event.kind()) {
      case RUN_STARTED -> settings = hash(event).or(() -> settings);
      case TOOL_CALLED -> tools++;
      case POLICY_DENIED -> denied++;
      case GRANT_USED -> micros += event.body().path(MICRO_USD).asLong(0);
      case FILE_CHANGED -> files += RunFiles.byUndo(event) ? 0 : 1;
      case EGRESS_CLOSED -> {
        bytesOut += event.body().path("bytes_out").asLong(0);
        bytesIn += event.body().path("bytes_in").asLong(0);
      }
      default -> {} // counted by the tally, or of no concern here
    }
  }

  Run run(Job job) {
    return new Run(
        job.id(),
        job.session().orElseGet(() -> new SessionId(job.input().path("session").asString(""))),
        job.state() == JobState.LOST ? "interrupted" : job.state().wire(),
        job.created(),
        job.state().live()
            ? Optional.empty()
            : Optional.of(Duration.between(job.created(), job.updated())),
        job.actor(),
        job.attempt(),
        new Run.Used(
            tally.model(),
            tally.steps(),
            tally.usage(),
            tally.usd(),
            BigDecimal.valueOf(micros, 6)),
        new Run.Did(tools, denied, files, bytesOut, bytesIn),
        settings,
        exit(job));
  }

  private static Optional<Run.Exit> exit(Job job) {
    return job.error()
        .map(ErrorCode::wire)
        .map(code -> new Run.Exit(code, job.detail().orElse("")));
  }

  private static Optional<Sha256> hash(Event started) {
    String hex = started.body().path("settings").asString("");
    return Sha256.isHex(hex) ? Optional.of(new Sha256(hex)) : Optional.empty();
  }
}
