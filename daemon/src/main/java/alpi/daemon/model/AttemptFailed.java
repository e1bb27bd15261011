package alpi.daemon.model;

import alpi.alp.rpc.Problem;
import java.time.Duration;
import java.util.Optional;

/// One call that failed, with what to do about it.
final class AttemptFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final boolean again;
  private final long waitMillis;

  private AttemptFailed(Problem problem, boolean again, long waitMillis) {
    super(problem);
    this.problem = problem;
    this.again = again;
    this.waitMillis = waitMillis;
  }

  /// The same call would fail the same way.
  static AttemptFailed forGood(Problem problem) {
    return new AttemptFailed(problem, false, -1);
  }

  /// The same call may succeed later.
  static AttemptFailed forNow(Problem problem) {
    return new AttemptFailed(problem, true, -1);
  }

  /// The same call may succeed after the time that the provider named.
  static AttemptFailed forNow(Problem problem, Duration wait) {
    return new AttemptFailed(problem, true, wait.toMillis());
  }

  Problem problem() {
    return problem;
  }

  boolean again() {
    return again;
  }

  Optional<Duration> advised() {
    return waitMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(waitMillis));
  }
}
