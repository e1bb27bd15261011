package alpi.browser;

import java.net.InetSocketAddress;

/// The proxy that is an engine's only way to the network, and what an engine shows it to be let in:
/// any process of the machine can knock at a port, so the port alone says nothing.
public record ProxyAddress(InetSocketAddress address, String user, String password) {
  public String url() {
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  /// Never the password.
  @Override
  public String toString() {
    return "ProxyAddress[" + url() + "]";
  }
}
