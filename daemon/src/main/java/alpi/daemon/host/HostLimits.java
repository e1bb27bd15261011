package alpi.daemon.host;

import alpi.alp.rpc.RpcCodec;
import java.time.Duration;

/// Every bound of the host plane. What exceeds one gets a named error; nobody else notices.
///
/// @param frameBytes longest line a client may send
/// @param resultBytes longest answer; more than that is read in pieces
/// @param connections open at the same time
/// @param inFlight unanswered calls of one connection that run on threads of their own
/// @param pendingBytes received and not yet answered by one connection; reading pauses above it
/// @param heldBytes received by all connections together and not yet answered; as much again may be
///   lines that are not yet whole
/// @param answerBytes large answers of all connections together, until the clients have them
/// @param outboundBytes queued for one connection before whoever writes has to wait
/// @param stall how long a client may read nothing while something waits for it, or leave a line
///   unfinished
public record HostLimits(
    int frameBytes,
    int resultBytes,
    int connections,
    int inFlight,
    long pendingBytes,
    long heldBytes,
    long answerBytes,
    long outboundBytes,
    Duration stall) {
  public static final HostLimits DEFAULT =
      new HostLimits(
          RpcCodec.MAX_FRAME_BYTES,
          16 << 20,
          256,
          64,
          8L << 20,
          share(64L << 20),
          share(64L << 20),
          1L << 20,
          Duration.ofSeconds(30));

  /// At most an eighth of the heap: whoever asks for much must not end what others have under way.
  private static long share(long most) {
    return Math.clamp(Runtime.getRuntime().maxMemory() / 8, 16L << 20, most);
  }

  public HostLimits {
    if (frameBytes < 1 || frameBytes > RpcCodec.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("a frame has 1 to " + RpcCodec.MAX_FRAME_BYTES + " bytes");
    }
    if (resultBytes < 1
        || connections < 1
        || inFlight < 1
        || pendingBytes < frameBytes
        || heldBytes < pendingBytes
        || answerBytes < resultBytes
        || outboundBytes < 1
        || !stall.isPositive()) {
      throw new IllegalArgumentException("limits of the host plane contradict each other");
    }
  }
}
