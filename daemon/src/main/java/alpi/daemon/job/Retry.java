package alpi.daemon.job;

import alpi.daemon.base.JobId;
import java.time.Duration;
import java.util.Optional;

/// How often a job is tried, and how long it rests in between.
///
/// @param tries attempts in all, 1 to [#MAX_TRIES]; after the last one the job is parked
/// @param backoff rest before the second attempt at a job that failed for a reason that may pass;
///   it doubles each time. Empty: such a failure is the end
public record Retry(int tries, Optional<Duration> backoff) {
  /// Most attempts.
  public static final int MAX_TRIES = 20;

  /// Longest rest.
  public static final Duration LONGEST = Duration.ofHours(1);

  /// A failure is the end; a job that is safe to repeat is tried three times when its worker
  /// vanishes.
  public static final Retry USUAL = new Retry(3, Optional.empty());

  /// The rest of a job whose worker vanished and that names none itself.
  private static final Duration VANISHED = Duration.ofSeconds(1);

  public Retry {
    if (tries < 1 || tries > MAX_TRIES) {
      throw new IllegalArgumentException("a job is tried 1 to " + MAX_TRIES + " times");
    }
    if (backoff.filter(rest -> rest.isNegative() || rest.compareTo(LONGEST) > 0).isPresent()) {
      throw new IllegalArgumentException("a backoff is 0 to " + LONGEST);
    }
  }

  /// Tried again after a failure that may pass.
  public static Retry of(int tries, Duration backoff) {
    return new Retry(tries, Optional.of(backoff));
  }

  /// The rest after so many attempts: between half and all of the doubled backoff. The job's own id
  /// decides where in between, so that a crowd that failed together does not return together.
  Duration rest(JobId job, int tried) {
    Duration full = doubled(backoff.orElse(VANISHED), tried - 1);
    long millis = full.toMillis();
    long spread = Math.floorMod(mixed(job, tried), Math.max(1, millis / 2 + 1));
    return Duration.ofMillis(millis - spread);
  }

  /// The rest after a worker vanished: the first time none, since a restart is no fault of the job.
  Duration restVanished(JobId job, int tried) {
    return tried <= 1 ? Duration.ZERO : rest(job, tried - 1);
  }

  private static Duration doubled(Duration first, int times) {
    Duration rest = first;
    for (int i = 0; i < times && rest.compareTo(LONGEST) < 0; i++) {
      rest = rest.multipliedBy(2);
    }
    return rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
  }

  private static int mixed(JobId job, int tried) {
    int bits = (job.value().hashCode() + tried) * 0x9e3779b9;
    return bits ^ (bits >>> 15);
  }
}
