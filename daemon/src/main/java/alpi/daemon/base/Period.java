package alpi.daemon.base;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import java.time.Instant;
import java.util.Optional;

/// A stretch of time, open on either side where nothing is said.
///
/// @param since the first moment in it
/// @param until the first moment after it
public record Period(Optional<Instant> since, Optional<Instant> until) {
  /// All of time.
  public static final Period ALWAYS = new Period(Optional.empty(), Optional.empty());

  public Period {
    if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
      throw Problem.of(
          ErrorCode.INVALID_PARAMS,
          "The time asked about ends before it begins.",
          "Give a `since` that lies before `until`.");
    }
  }

  public boolean holds(Instant at) {
    return since.filter(at::isBefore).isEmpty() && until.filter(end -> !at.isBefore(end)).isEmpty();
  }

  public boolean always() {
    return since.isEmpty() && until.isEmpty();
  }

  /// The first moment in it, in milliseconds of the epoch.
  public long sinceMillis() {
    return since.map(Period::millis).orElse(Long.MIN_VALUE);
  }

  /// The first moment after it, in milliseconds of the epoch.
  public long untilMillis() {
    return until.map(Period::millis).orElse(Long.MAX_VALUE);
  }

  private static long millis(Instant at) {
    try {
      return at.toEpochMilli();
    } catch (ArithmeticException _) {
      // Beyond what milliseconds can say there is nothing.
      return at.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
