package alpi.alp.peer;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;

/// Where a peer on another machine listens.
///
/// @param host a name or an address, 1 to 253 characters, without white space
/// @param port 1 to 65535
public record PeerAddress(String host, int port) {
  /// The port of the `default` profile.
  public static final int DEFAULT_PORT = 7423;

  private static final int MAX_HOST = 253;
  private static final int MAX_PORT = 65_535;

  public PeerAddress {
    if (host.isEmpty()
        || host.length() > MAX_HOST
        || host.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '/')) {
      throw new IllegalArgumentException("no host");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("no port");
    }
  }

  /// Reads `host:port`; the last colon parts them, so a bare IPv6 address can stand before it.
  ///
  /// @throws Problem when it is not of that form
  public static PeerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String port = text.substring(colon + 1);
      if (port.matches("[0-9]{1,5}")) {
        try {
          return new PeerAddress(text.substring(0, colon), Integer.parseInt(port));
        } catch (IllegalArgumentException e) {
          throw refused().because(e);
        }
      }
    }
    throw refused();
  }

  private static Problem refused() {
    return Problem.of(
        ErrorCode.INVALID_PARAMS,
        "That is no address of a peer.",
        "Write it as host:port, for example ana.example:" + DEFAULT_PORT + ".");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
