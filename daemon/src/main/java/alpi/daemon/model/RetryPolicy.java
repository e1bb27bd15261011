package alpi.daemon.model;

import java.time.Duration;

/// How stubbornly a provider in trouble is asked again.
///
/// @param maxCalls calls in all, the first included
/// @param firstDelay before the second call; doubled for each further one
/// @param patience no call begins later than this after the first, unless the provider named a time
/// @param maxAdvised longest wait that a provider may name
public record RetryPolicy(
    int maxCalls, Duration firstDelay, Duration patience, Duration maxAdvised) {
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(12), Duration.ofSeconds(60));

  /// The owner's settings, with the usual bounds of patience.
  public static RetryPolicy of(int retries, Duration firstDelay) {
    return new RetryPolicy(retries + 1, firstDelay, DEFAULT.patience, DEFAULT.maxAdvised);
  }

  public RetryPolicy {
    if (maxCalls < 1) {
      throw new IllegalArgumentException("at least one call is made");
    }
  }
}
