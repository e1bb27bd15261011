package alpi.daemon.egress.gate;

import alpi.daemon.egress.CanonicalHost;
import java.util.Optional;

/// Where a connection goes: the one form that is judged, recorded, compared and dialled.
public record Destination(CanonicalHost host, int port) {
  private static final int MAX_PORT = 65_535;

  public Destination {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 1 to 65535");
    }
  }

  /// Reads `host:port`, an IPv6 address in brackets. Empty for whatever else; a port is never
  /// guessed.
  public static Optional<Destination> parse(String authority) {
    return parse(authority, Optional.empty());
  }

  /// The same, for a Host header, in which the usual port may be left out.
  static Optional<Destination> parse(String authority, int usual) {
    return parse(authority, Optional.of(usual));
  }

  private static Optional<Destination> parse(String authority, Optional<Integer> usual) {
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon >= 0 && authority.indexOf(']', colon) < 0;
    String name = hasPort ? authority.substring(0, colon) : authority;
    boolean bracketed = name.indexOf(':') < 0 || name.startsWith("[");
    Optional<Integer> port = hasPort ? port(authority.substring(colon + 1)) : usual;
    if (port.isEmpty() || !bracketed) {
      return Optional.empty();
    }
    return CanonicalHost.parse(name).map(host -> new Destination(host, port.get()));
  }

  private static Optional<Integer> port(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= MAX_PORT ? Optional.of(port) : Optional.empty();
  }

  @Override
  public String toString() {
    return host.inUrl() + ":" + port;
  }
}
