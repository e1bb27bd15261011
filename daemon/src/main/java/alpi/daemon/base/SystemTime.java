package alpi.daemon.base;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The machine's clocks, the wall clock cut to milliseconds so that records and memory agree.
record SystemTime() implements Time {
  @Override
  public Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
