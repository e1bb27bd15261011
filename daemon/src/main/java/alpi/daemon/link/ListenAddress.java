package alpi.daemon.link;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.LinkConfig;
import alpi.daemon.egress.AddressRules;
import alpi.daemon.egress.CanonicalHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Judges where a profile may listen: on this machine and the network around it; anywhere else only
/// when the owner says so besides.
final class ListenAddress {
  private static final int MAX_PORT = 65_535;

  private ListenAddress() {}

  /// The address that the settings name; empty when they name none.
  ///
  /// @throws Problem `denied` for one that may not be, `config_broken` for none at all
  static Optional<InetSocketAddress> of(LinkConfig config) {
    if (config.listen().isEmpty()) {
      return Optional.empty();
    }
    int colon = config.listen().lastIndexOf(':');
    String host = config.listen().substring(0, Math.max(0, colon));
    int port = Integer.parseInt(config.listen().substring(colon + 1));
    InetAddress address = address(host);
    if (port > MAX_PORT) {
      throw refused("its port is above " + MAX_PORT);
    }
    if (!may(address, config.allowPublic())) {
      throw Problem.of(
          ErrorCode.DENIED,
          "link.listen names an address that others than your own network could reach.",
          "Name a loopback or private address; or, if strangers shall be able to knock,"
              + " `alpi config set link.allow_public true`.");
    }
    return Optional.of(new InetSocketAddress(address, port));
  }

  private static InetAddress address(String host) {
    return host.equals("localhost")
        ? InetAddress.getLoopbackAddress()
        : CanonicalHost.parse(host)
            .flatMap(CanonicalHost::literal)
            .orElseThrow(() -> refused("it is no address"));
  }

  private static boolean may(InetAddress address, boolean anywhere) {
    if (address.isAnyLocalAddress()) {
      return anywhere;
    }
    return switch (AddressRules.classify(address)) {
      case PRIVATE -> true;
      case PUBLIC -> anywhere;
      case FORBIDDEN -> false;
    };
  }

  private static Problem refused(String why) {
    return Problem.of(
        ErrorCode.CONFIG_BROKEN,
        "link.listen cannot be used: " + why + ".",
        "Write an address of this machine and a port, as in 127.0.0.1:7423.");
  }
}
