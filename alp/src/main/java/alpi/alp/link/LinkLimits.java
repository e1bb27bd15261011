package alpi.alp.link;

import java.time.Duration;

/// How long a session waits for what.
///
/// @param handshake for the whole handshake, either side
/// @param idle for the next request of a pinned peer
/// @param strangerIdle for the request of somebody who is not pinned
/// @param keep for how long a caller keeps a session it does not use
public record LinkLimits(Duration handshake, Duration idle, Duration strangerIdle, Duration keep) {
  /// Those of version 1.
  public static final LinkLimits STANDARD =
      new LinkLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(90),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1));

  public LinkLimits {
    if (!handshake.isPositive()
        || !idle.isPositive()
        || !strangerIdle.isPositive()
        || !keep.isPositive()) {
      throw new IllegalArgumentException("a session waits for some time");
    }
  }
}
