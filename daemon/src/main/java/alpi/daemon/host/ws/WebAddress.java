package alpi.daemon.host.ws;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.config.WebConfig;
import alpi.daemon.egress.AddressRules;
import alpi.daemon.egress.CanonicalHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Judges where the door may open: on this machine; in the network around it only for a stated
/// reason, since nothing here encrypts; nowhere else.
final class WebAddress {
  /// Tried first where the settings name no port, so that a browser finds its page again.
  static final int USUAL_PORT = 7420;

  private static final int MAX_PORT = 65_535;

  private WebAddress() {}

  /// @throws Problem `denied` for an address that may not be, `config_broken` for none at all
  static InetSocketAddress of(WebConfig config) {
    if (config.listen().isEmpty()) {
      return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), USUAL_PORT);
    }
    int colon = config.listen().lastIndexOf(':');
    int port = Integer.parseInt(config.listen().substring(colon + 1));
    InetAddress address = address(config.listen().substring(0, Math.max(0, colon)));
    if (port > MAX_PORT) {
      throw broken("its port is above " + MAX_PORT);
    }
    if (!address.isLoopbackAddress()) {
      judge(address, config.reason());
    }
    return new InetSocketAddress(address, port);
  }

  private static void judge(InetAddress address, String reason) {
    boolean near =
        !address.isAnyLocalAddress() && AddressRules.classify(address) == AddressRules.Zone.PRIVATE;
    if (!near) {
      throw Problem.of(
          ErrorCode.DENIED,
          "web.listen names an address that others than your own network could reach, and nothing"
              + " here encrypts.",
          "Listen on 127.0.0.1 and reach it through a tunnel (ssh -L) or a proxy that speaks https.");
    }
    if (reason.isBlank()) {
      throw Problem.of(
          ErrorCode.DENIED,
          "web.listen names an address that other machines reach, and nothing here encrypts.",
          "Say what does, for example: alpi config set web.reason \"wireguard between my machines\"");
    }
  }

  private static InetAddress address(String host) {
    return host.equals("localhost")
        ? InetAddress.ofLiteral("127.0.0.1")
        : CanonicalHost.parse(host)
            .flatMap(CanonicalHost::literal)
            .orElseThrow(() -> broken("it is no address"));
  }

  private static Problem broken(String why) {
    return Problem.of(
        ErrorCode.CONFIG_BROKEN,
        "web.listen cannot be used: " + why + ".",
        "Write an address of this machine and a port, as in 127.0.0.1:7420.");
  }
}
