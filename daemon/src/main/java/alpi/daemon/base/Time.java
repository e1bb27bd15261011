package alpi.daemon.base;

import java.time.Instant;

/// Both clocks of the machine: the wall clock for people and records, the monotonic one for
/// waiting. Leases, timeouts and watchdogs use [#nanos]; a wall clock that jumps must change none
/// of them.
public interface Time {
  Instant now();

  /// Nanoseconds of a clock that only moves forward; meaningful only as a difference.
  long nanos();

  /// The machine's own clocks.
  static Time system() {
    return new SystemTime();
  }
}
