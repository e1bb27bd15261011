package alpi.alp.net;

import alpi.alp.link.LinkLimits;
import java.time.Duration;

/// How many connections a listener has, and how long it bears with them.
///
/// @param link what sessions wait for
/// @param handshakes that run at a time; further connections wait their turn unread
/// @param connections at a time, those that wait included; where there are more, one of somebody
///   unproven gives way, or the newcomer is closed at once
/// @param perAddress connections of one address at a time; the same holds for them
/// @param stall how long the other side may leave what was written to it unread
public record NetLimits(
    LinkLimits link, int handshakes, int connections, int perAddress, Duration stall) {
  public static final NetLimits STANDARD =
      new NetLimits(LinkLimits.STANDARD, 32, 1_024, 128, Duration.ofSeconds(30));

  public NetLimits {
    if (handshakes < 1
        || connections < handshakes
        || perAddress < 1
        || connections < perAddress
        || !stall.isPositive()) {
      throw new IllegalArgumentException("a listener lets somebody in");
    }
  }
}
