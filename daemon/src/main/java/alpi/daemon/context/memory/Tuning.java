package alpi.daemon.context.memory;

import java.time.Duration;
import java.util.Optional;

/// How a memory is to be kept from now on; what is empty stays as it is.
///
/// @param life how long from now on
public record Tuning(Optional<Boolean> pinned, Optional<Lane> lane, Optional<Duration> life) {
  /// No change.
  public static final Tuning NONE =
      new Tuning(Optional.empty(), Optional.empty(), Optional.empty());
}
