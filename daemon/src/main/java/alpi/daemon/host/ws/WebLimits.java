package alpi.daemon.host.ws;

import java.time.Duration;

/// Every bound of the web door that the plane behind it does not have already.
///
/// @param sockets open at the same time, of all clients together
/// @param perAddress open at the same time from one address
/// @param perDevice entered at the same time by one device
/// @param strangers that have not said who they are, at the same time
/// @param entranceBytes received from a stranger
/// @param entrance how long a stranger has to say who it is
/// @param failuresPerMinute wrong tokens and links from one address before it is turned away
/// @param lineBytes longest first line of an HTTP request
/// @param headerBytes all headers of an HTTP request together
/// @param idle how long an HTTP connection may ask for nothing
/// @param beat how often a silent WebSocket is asked whether it lives; twice unanswered ends it
public record WebLimits(
    int sockets,
    int perAddress,
    int perDevice,
    int strangers,
    int entranceBytes,
    Duration entrance,
    int failuresPerMinute,
    int lineBytes,
    int headerBytes,
    Duration idle,
    Duration beat) {
  public static final WebLimits DEFAULT =
      new WebLimits(
          128,
          64,
          8,
          16,
          16 << 10,
          Duration.ofSeconds(10),
          10,
          2 << 10,
          8 << 10,
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));

  public WebLimits {
    boolean counts =
        sockets >= 1 && perAddress >= 1 && perDevice >= 1 && strangers >= 1 && entranceBytes >= 1;
    boolean sizes = failuresPerMinute >= 1 && lineBytes >= 16 && headerBytes >= 64;
    boolean spans = entrance.isPositive() && idle.isPositive() && beat.isPositive();
    if (!counts || !sizes || !spans) {
      throw new IllegalArgumentException("limits of the web door are above zero");
    }
  }
}
