package alpi.alp.wire;

import java.time.Duration;
import java.time.Instant;

/// What the two clocks say: wall time for what travels, and a clock that only goes forward for how
/// long things take.
///
/// @param nanos of the forward clock, from an arbitrary start
public record Moment(Instant wall, long nanos) {
  /// Whether `span` has passed since `earlier`, on the forward clock.
  public boolean isPast(Moment earlier, Duration span) {
    return nanos - earlier.nanos >= span.toNanos();
  }

  /// The moment `span` later, both clocks alike.
  public Moment plus(Duration span) {
    return new Moment(wall.plus(span), nanos + span.toNanos());
  }
}
